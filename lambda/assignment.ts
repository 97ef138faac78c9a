import { serve } from '../hosts/aws-lambda';
import { assignment } from '../webhooks/assignment';

export const handler = serve(assignment);
