import { serve } from '../hosts/twilio-functions';
import { desk } from '../webhooks/desk';

export const handler = serve(desk());
