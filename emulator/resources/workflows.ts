import type { Ground } from '../ground';
import { page } from '../page';
import { type Answer, type Ask, callbackUrl, found, jsonText, type Route, shown, urlOf, WORKSPACE } from '../resource';
import type { Workflow } from '../world-document';

const LONGEST_OFFER_S = 86_400;

export const workflows: Route[] = [
  {
    method: 'GET',
    path: `${WORKSPACE}/Workflows`,
    answer: (ground, ask) => {
      const name = ask.fields.filled('FriendlyName');
      const keep = (workflow: Workflow) => name === undefined || workflow.friendlyName === name;
      return page(ask, 'workflows', ground.world.workflows.list, (workflow) => body(ground, ask, workflow), keep);
    },
  },
  {
    method: 'GET',
    path: `${WORKSPACE}/Workflows/:Sid`,
    answer: (ground, ask) => answer(ground, ask, named(ground, ask)),
  },
  {
    method: 'POST',
    path: `${WORKSPACE}/Workflows/:Sid`,
    answer: (ground, ask) => {
      const workflow = named(ground, ask);
      const { fields } = ask;
      const seconds = fields.integer('TaskReservationTimeout', 1, LONGEST_OFFER_S);
      const configuration = jsonText(fields, 'Configuration');
      const assignment = callbackUrl(fields, 'AssignmentCallbackUrl');
      const fallback = callbackUrl(fields, 'FallbackAssignmentCallbackUrl');
      workflow.friendlyName = fields.filled('FriendlyName') ?? workflow.friendlyName;
      workflow.configuration = configuration ?? workflow.configuration;
      workflow.assignmentCallbackUrl = assignment ?? workflow.assignmentCallbackUrl;
      workflow.fallbackAssignmentCallbackUrl = fallback ?? workflow.fallbackAssignmentCallbackUrl;
      workflow.taskReservationTimeout = seconds ?? workflow.taskReservationTimeout;
      ground.touch(workflow);
      return answer(ground, ask, workflow);
    },
  },
];

const named = (ground: Ground, ask: Ask) => found(ask, ground.world.workflows.get(ask.params.Sid ?? ''));
const answer = (ground: Ground, ask: Ask, workflow: Workflow): Answer => ({ body: () => body(ground, ask, workflow) });

function body(ground: Ground, ask: Ask, workflow: Workflow) {
  const url = urlOf(ground, ask, 'Workflows', workflow.sid);
  return {
    ...shown(ground, workflow),
    friendly_name: workflow.friendlyName,
    configuration: workflow.configuration,
    document_content_type: 'application/json',
    assignment_callback_url: workflow.assignmentCallbackUrl || null,
    fallback_assignment_callback_url: workflow.fallbackAssignmentCallbackUrl || null,
    task_reservation_timeout: workflow.taskReservationTimeout,
    url,
    links: {
      workspace: urlOf(ground, ask),
      statistics: `${url}/Statistics`,
      real_time_statistics: `${url}/RealTimeStatistics`,
      cumulative_statistics: `${url}/CumulativeStatistics`,
    },
  };
}
