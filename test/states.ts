import type { ReservationStatus } from '../taskrouter/parameters';
import type { TestWorld } from './world';

export type Offered = Awaited<ReturnType<TestWorld['offer']>>;

/** A reservation of an enqueued call, brought into `status` the way it comes about. */
export async function inStatus(world: TestWorld, status: ReservationStatus): Promise<Offered> {
  const offered = await world.offer({ call_sid: `CA${'1'.repeat(32)}`, from: '+15550001111', to: '+15550002222' });
  const reservation = world.workspace.workers(offered.WorkerSid).reservations(offered.ReservationSid);
  switch (status) {
    case 'pending':
      break;
    case 'accepted':
    case 'rejected':
      await reservation.update({ reservationStatus: status });
      break;
    case 'wrapping':
    case 'completed':
      await reservation.update({ reservationStatus: 'accepted' });
      await reservation.update({ reservationStatus: status });
      break;
    case 'timeout':
      await world.advance(121_000);
      break;
    case 'canceled':
      await world.workspace.tasks(offered.TaskSid).update({ assignmentStatus: 'canceled' });
      break;
    case 'rescinded':
      await world.rewrite(offered.ReservationSid, status);
      break;
  }
  return offered;
}
