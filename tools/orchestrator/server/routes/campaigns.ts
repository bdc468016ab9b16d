/** Campaigns, their results, and the jobs that a worker asks for. */
import type { FastifyInstance } from 'fastify';
import type { Job } from '../campaigns.ts';
import { postCampaign, type Context } from '../context.ts';
import { toCsv } from '../csv.ts';
import { parseRequest } from '../parse-request.ts';
import { campaignRequestSchema } from '../schemas.ts';

interface ById {
  readonly Params: { readonly id: string };
}

const config = { call: 'campaigns' } as const;

export function addCampaignRoutes(app: FastifyInstance, context: Context): void {
  const { campaigns } = context.state;

  app.post('/api/campaigns', { config }, async ({ body }) => {
    const { campaign, jobs } = await postCampaign(context, parseRequest(campaignRequestSchema, body));
    const { campaign_id, total_jobs, status } = campaign;
    return { campaign_id, total_jobs, status, jobs: jobs.map(summarise) };
  });

  app.get('/api/campaigns', { config }, () => {
    const all = campaigns.list();
    return { count: all.length, campaigns: all };
  });

  app.get<ById>('/api/campaigns/:id', { config }, ({ params }, reply) => {
    const campaign = campaigns.campaign(params.id);
    if (campaign === undefined) return reply.code(404).send({ error: 'Campaign not found' });
    const jobs = campaigns.jobsOf(params.id);
    const count = (status: Job['status']) => jobs.filter((job) => job.status === status).length;
    const job_breakdown = { pending: count('pending'), complete: count('complete'), failed: count('failed') };
    return { ...campaign, jobs: jobs.map(summarise), job_breakdown };
  });

  app.get<ById>('/api/campaigns/:id/results', { config }, ({ params }, reply) => {
    const missing = campaigns.campaign(params.id) === undefined;
    if (missing) return reply.code(404).send({ error: 'Campaign not found' });
    const results = campaigns.resultsOf(params.id);
    if (results.length === 0) return reply.code(404).send({ error: 'No results available yet' });
    return reply
      .type('text/csv')
      .header('content-disposition', `attachment; filename="${params.id}_results.csv"`)
      .send(toCsv(results));
  });

  app.get<ById>('/api/jobs/:id', { config: { call: 'job' } }, ({ params }, reply) => {
    return campaigns.serve(params.id) ?? reply.code(404).send({ error: 'Job not found' });
  });
}

function summarise({ job_id, compute_unit, status }: Job) {
  return { job_id, compute_unit, status };
}
