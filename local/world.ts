/** The emulator's seeded world, as its control API tells it. */
export interface World {
  accountSid: string;
  authToken: string;
  workspaceSid: string;
  workflowSid: string;
  taskQueueSid: string;
  taskChannelSid: string;
  activities: { sid: string; friendlyName: string; available: boolean }[];
  workers: { sid: string; friendlyName: string }[];
}

/** Asks the emulator at `url` for its world; undefined when no emulator answers there. */
export async function worldOf(url: string): Promise<World | undefined> {
  try {
    const answer = await fetch(`${url}/_emulator/world`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok ? ((await answer.json()) as World) : undefined;
  } catch {
    return undefined;
  }
}
