/** What the inventory process tells, a line a fact: systeminformation's answers, as far as a device is described by them. */
import { parseJson } from '@dumont/protocol';
import { z } from 'zod';

const controllerSchema = z.object({
  vendor: z.string(),
  model: z.string(),
  /** Video memory in MB, where it is known. */
  vram: z.number().nullish(),
});
export type GraphicsController = z.infer<typeof controllerSchema>;

const factSchema = z.discriminatedUnion('fact', [
  z.object({ fact: z.literal('cpu'), value: z.object({ vendor: z.string() }) }),
  z.object({ fact: z.literal('system'), value: z.object({ version: z.string() }) }),
  z.object({ fact: z.literal('os'), value: z.object({ distro: z.string(), release: z.string() }) }),
  z.object({ fact: z.literal('uuid'), value: z.object({ os: z.string() }) }),
  z.object({ fact: z.literal('graphics'), value: z.object({ controllers: z.array(controllerSchema) }) }),
  /** Lines of nvidia-smi: name, memory in MB. */
  z.object({ fact: z.literal('nvidia'), value: z.string() }),
]);

export type Fact = z.infer<typeof factSchema>;
/** Those that came in time. */
export type Facts = { readonly [Name in Fact['fact']]?: Extract<Fact, { fact: Name }>['value'] };

/** @param lines whatever the process printed; what is no fact is passed over */
export function parseFacts(lines: readonly string[]): Facts {
  return Object.fromEntries(
    lines.flatMap((line) => {
      const { success, data } = factSchema.safeParse(parseJson(line));
      return success ? [[data.fact, data.value]] : [];
    }),
  );
}
