/** The part of jStat, which has no types of its own, that the tests take as their reference. */
declare module 'jstat' {
  const jStat: {
    readonly binomial: {
      pdf(successes: number, trials: number, probability: number): number;
      cdf(successes: number, trials: number, probability: number): number;
    };
    percentile(values: readonly number[], probability: number): number;
  };
  export default jStat;
}
