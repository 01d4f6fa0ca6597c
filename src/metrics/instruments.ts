import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';
import { version } from '../version';

/** From pages out of memory to uploads of an hour, in seconds. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];
/** From a small photo on a fast machine to one that hangs, in seconds. */
const STAGE_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * Makes everything that is measured. Names are as Prometheus has them (https://prometheus.io/docs/practices/naming/). A label's values are a
 * list in the code, never a text from a request.
 */
export function createInstruments(registry: Registry) {
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: `familiar_faces_${name}`, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: `familiar_faces_${name}`, help, labelNames, registers });
  gauge('build_info', 'Always 1. The label says which version runs.', 'version').set({ version }, 1);
  return {
    requests: counter('http_requests_total', 'Requests, by route and status.', 'method', 'route', 'status'),
    requestSeconds: new Histogram({
      name: 'familiar_faces_http_request_duration_seconds',
      help: 'How long requests took until their answer began.',
      labelNames: ['method', 'route'],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
    apiRequests: counter('api_requests_total', 'Requests to the API, by status.', 'status'),
    photos: counter('engine_photos_total', 'Photos that the engine was given, by what came of them.', 'outcome'),
    stageSeconds: new Histogram({
      name: 'familiar_faces_engine_stage_duration_seconds',
      help: 'How long photos waited, and how long each stage of reading them took.',
      labelNames: ['stage'],
      buckets: STAGE_BUCKETS,
      registers,
    }),
    atWork: gauge('engine_photos', 'Photos that the engine has, waiting or running.', 'state'),
    recognitions: counter('recognitions_total', 'Photos in which people were looked for.'),
    faces: counter('faces_total', 'Faces in them, by how sure their name is.', 'certainty'),
    enrolments: counter('enrolments_total', 'Labeled photos and faces, by what came of them.', 'outcome'),
    signIns: counter('sign_ins_total', 'Attempts to sign in, by what came of them.', 'outcome'),
    deliveries: counter('webhook_deliveries_total', 'Attempts to send webhooks, by what came of them.', 'outcome'),
    backups: counter('backups_total', 'Backups by schedule, by what came of them.', 'outcome'),
    lastBackup: gauge('last_backup_timestamp_seconds', 'When the newest backup was begun, in seconds since 1970.'),
    rows: gauge('stored', 'How many of a kind are stored, as of the last minute.', 'kind'),
    storedBytes: gauge('stored_bytes', 'What is stored takes up, as of the last ten minutes.', 'kind'),
  };
}

export type Instruments = ReturnType<typeof createInstruments>;
