/** What the demo asks of the fleet, and what comes of it. */
import path from 'node:path';
import type { RealModel } from '../models/real-models.ts';
import type { Orchestrator } from '../orchestrator/index.ts';
import { resultSchema, resultsTable } from './results-table.ts';
import { say } from './say.ts';

const UNIT = 'CPU (ONNX)';
/** Hardly any machine has it, as Dumont is installed. */
const OTHER_UNIT = 'GPU (ONNX)';

export interface DemoJob {
  readonly file: string;
  readonly computeUnit: string;
}

export interface Order {
  readonly models: readonly RealModel[];
  readonly workerId: string;
  /** Gets the jobs by their ids. */
  readonly jobs: Map<string, DemoJob>;
}

/** A campaign is about one model: each gets one, and the last one has a job more. @returns the campaigns' ids */
export async function postCampaigns(
  orchestrator: Orchestrator,
  { models, workerId, jobs }: Order,
): Promise<string[]> {
  const ids: string[] = [];
  for (const model of models) {
    const file = path.basename(model.file);
    // No worker serves the queue of a unit that none has: that job names its worker.
    const other = model === models.at(-1) ? [{ computeUnit: OTHER_UNIT, workerId }] : [];
    const wanted = [{ computeUnit: UNIT }, ...other];
    const modelUrl = `${orchestrator.url}/models/${file}`;
    const { campaignId, jobIds } = await orchestrator.postCampaign({ modelUrl, jobs: wanted });
    ids.push(campaignId);
    for (const [index, { computeUnit }] of wanted.entries())
      jobs.set(jobIds[index] ?? '', { file, computeUnit });
    say(`  posted  ${file}: ${wanted.map(({ computeUnit }) => computeUnit).join(', ')}`);
  }
  return ids;
}

export function describeJob({ file, computeUnit }: DemoJob): string {
  return `${file} on ${computeUnit}`;
}

export async function showResults(
  orchestrator: Orchestrator,
  campaignIds: readonly string[],
  jobIds: readonly string[],
): Promise<void> {
  const results = jobIds.flatMap((jobId) => orchestrator.results(jobId));
  say(
    `\n${jobIds.length} jobs, ${results.length} results, ${orchestrator.duplicates().length} published twice\n`,
  );
  for (const line of resultsTable(results.map((result) => resultSchema.parse(result)))) say(line);
  for (const id of campaignIds) {
    const call = `/api/campaigns/${id}/results`;
    const response = await fetch(`${orchestrator.url}${call}`);
    if (!response.ok) throw new Error(`${call} answered ${response.status}`);
    say(`\nCSV of GET ${call}\n\n${(await response.text()).trimEnd()}`);
  }
  say('');
}
