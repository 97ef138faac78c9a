import { servePublic } from '../hosts/aws-lambda';
import { desk } from '../webhooks/desk';

export const handler = servePublic(desk());
