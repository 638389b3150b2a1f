// The shapes of the observation API: JSON over HTTP under `/_/api/` of a host. They hold no credential. The inputs, answers and logs of
// functions are redacted before they are kept. All times are milliseconds since the epoch, and all durations are milliseconds. | Request |
// Answer | | --- | --- | | GET /_/api/overview | Overview | | GET /_/api/functions | FunctionState[] | | GET /_/api/functions/:name |
// FunctionDetail | | POST /_/api/functions (NewFunction) | 201 CreatedFunction | | GET
// /_/api/invocations?function=&status=&text=&before=&limit= | InvocationPage | | GET /_/api/logs?function=&level=&text= | LogLine[], newest
// first | | GET /_/api/invocations/:id | Invocation | | POST /_/api/invoke (InvokeOrder) | Invocation[], one for each function | | POST
// /_/api/invocations/:id/replay (ReplayOrder) | Invocation | | GET /_/api/schedules | ScheduleState[] | | POST /_/api/schedules/:id/run |
// Invocation | | GET /_/api/settings | SettingsView | | GET /_/api/deployments | Deployment[] | | GET /_/api/templates | TemplateInfo[] | |
// GET /_/api/event-builders | EventBuilderInfo[] | | GET /_/api/events | server-sent events: `event:` is HostEvent['type'], `data:` is the
// HostEvent | A refusal has the status 400, 401, 403, 404, 405 or 409 and the body ApiProblem. With `--token`, requests need the header
// `authorization: Bearer …`. The stream of events takes the query parameter `access_token` instead.

export type * from './invocation-types';
export type * from './project-types';
