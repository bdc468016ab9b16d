import type { PbfWriter } from 'pbf';

/** pbf's own writeStringField encodes characters of the supplementary ideographic planes wrongly. */
export function writeText(pbf: PbfWriter, field: number, text: string): void {
  pbf.writeBytesField(field, Buffer.from(text, 'utf8'));
}
