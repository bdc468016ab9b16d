import { Option } from 'commander';

/** A flag that may be given several times: its value is the list of what was given. */
export class RepeatableOption extends Option {
  constructor(flags: string, description: string) {
    super(flags, `${description}; repeatable`);
    this.argParser((text: string, previous: string[] | undefined) => [...(previous ?? []), text]);
  }
}
