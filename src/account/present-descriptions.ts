import type { Progress } from '../recognition/redescription/progress';

/** Prepares what the settings say of faces that are described anew; null when there is nothing to say. */
export function presentDescriptions(progress: Progress | undefined) {
  if (!progress) return null;
  if (progress.state === 'running') return { isReady: false, left: progress.left ?? null };
  const { changes, behind } = progress;
  const listed = changes.listed.map(({ recognitionId, number, from, to }) => ({
    url: `/recognition/${recognitionId}#face-${number}`,
    from,
    to,
  }));
  return { isReady: true, names: changes.count, behind, listed, more: changes.count - listed.length };
}
