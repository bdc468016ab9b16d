/** What a report is about: model, engine and machine, a line each. */
import { checksumOf, type BenchmarkReport, type ReportError, type ReportModel } from '@dumont/protocol';
import { formatCount, formatFileSize } from './quantity.ts';

export function describeModel(report: BenchmarkReport): string {
  return report.model.fileName;
}

/** @returns engine and file, one line */
export function describeSubject({ engine, model }: BenchmarkReport): string {
  const parts = [
    `${engine.computeUnit}${engine.unverified === undefined ? '' : ` (unverified ${engine.unverified})`}`,
    describeDevices(engine),
    describeEngine(engine),
    describeSize(model),
    describeChecksum(model),
  ];
  return joinParts(parts);
}

export function describeMachine({ device, environment }: BenchmarkReport): string {
  const cores = environment.cpuQuotaCores ?? environment.cpuCores;
  const parts = [
    device.soc,
    formatCount(cores, 'core'),
    `${device.os} ${device.osVersion}`.trim(),
    environment.container ?? environment.virtualization ?? '',
    `Node ${environment.node.replace(/^v/, '')}`,
  ];
  return joinParts(parts);
}

/** @returns how the process ended */
export function describeExit({ exitCode, signal }: ReportError): string {
  return `exit code ${exitCode}${signal === null ? '' : `, ${signal}`}`;
}

/** By which provider, where the unit is no CPU, and on what, where the runtime tells. */
function describeDevices({ provider, requestedProvider }: BenchmarkReport['engine']): string {
  if (provider === undefined) return '';
  const names = provider.devices.map(({ name, isSoftware }) =>
    isSoftware === true ? `${name} (in software)` : name,
  );
  return names.length === 0 ? requestedProvider : `${requestedProvider} on ${names.join(', ')}`;
}

function describeSize({ bytes, files = [] }: ReportModel): string {
  if (bytes === null) return '';
  return files.length > 1 ? `${formatFileSize(bytes)} in ${files.length} files` : formatFileSize(bytes);
}

function describeChecksum(model: ReportModel): string {
  const checksum = checksumOf(model)?.slice(0, 12);
  if (checksum === undefined) return '';
  return `${model.digest === undefined ? 'sha256' : 'digest'} ${checksum}`;
}

/** Builds of one version of a library differ, and so do the ways to call one. */
function describeEngine({ name, version, api, library }: BenchmarkReport['engine']): string {
  const sha256 = library?.sha256 ?? null;
  const details = [
    ...(api === undefined ? [] : [`${api} API`]),
    ...(sha256 === null ? [] : [`library ${sha256.slice(0, 12)}`]),
  ];
  const remark = details.length === 0 ? '' : `(${details.join(', ')})`;
  return [name, version ?? '', remark].filter((word) => word !== '').join(' ');
}

function joinParts(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
