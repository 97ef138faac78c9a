import { serve } from '../hosts/twilio-functions';
import { assignment } from '../webhooks/assignment';

export const handler = serve(assignment);
