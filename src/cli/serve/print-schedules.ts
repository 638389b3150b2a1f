import type { LambdaInput } from '../../events/input';
import type { Host } from '../../host/types';
import { UsageError } from '../usage-error';

/** One schedule of a project, and the request that it sends. */
interface PrintedSchedule {
  readonly name: string;
  readonly cron: string;
  readonly timezone: string;
  readonly path: string;
  readonly body: string;
  /** The name of the function. */
  readonly lambda: string;
  readonly input: LambdaInput;
  /** Whether the host asks for a token. It is printed as the variable HOST_TOKEN, never itself. */
  readonly hasToken: boolean;
}

/** The service, and the secret that holds its token, have the names of examples/container/service.yaml. */
const TOKEN_SECRET = { name: 'lp-functions-token', key: 'token' };

const PRINTERS: Readonly<Record<string, (schedule: PrintedSchedule) => string>> = {
  gcloud: ({ name, cron, timezone, path, body, hasToken }) =>
    [
      `gcloud scheduler jobs create http ${name}`,
      `--schedule=${quote(cron)}`,
      `--time-zone=${quote(timezone)}`,
      `--uri="$HOST_URL${path}"`,
      '--http-method=POST',
      hasToken
        ? '--headers="Content-Type=application/json,Authorization=Bearer $HOST_TOKEN"'
        : '--headers=Content-Type=application/json',
      `--message-body=${quote(body)}`,
    ].join(' \\\n  '),
  aws: ({ name, cron, timezone, lambda, input }) =>
    [
      `aws scheduler create-schedule --name ${name}`,
      `--schedule-expression ${quote(`cron(${awsCron(cron)})`)}`,
      `--schedule-expression-timezone ${quote(timezone)}`,
      '--flexible-time-window \'{"Mode":"OFF"}\'',
      `--target "{\\"Arn\\":\\"$FUNCTION_ARN\\",\\"RoleArn\\":\\"$ROLE_ARN\\",\\"Input\\":${forDoubleQuotes(
        JSON.stringify(JSON.stringify({ lambda, headers: input.headers, payload: input.payload })),
      )}}"`,
    ].join(' \\\n  '),
  k8s: ({ name, cron, timezone, path, body, hasToken }) =>
    JSON.stringify(
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name },
        spec: {
          schedule: cron,
          timeZone: timezone,
          concurrencyPolicy: 'Forbid',
          jobTemplate: {
            spec: {
              template: {
                spec: {
                  restartPolicy: 'Never',
                  containers: [
                    {
                      name: 'invoke',
                      image: 'curlimages/curl',
                      args: [
                        '-fsS',
                        '-H',
                        'content-type: application/json',
                        ...(hasToken ? ['-H', 'authorization: Bearer $(HOST_TOKEN)'] : []),
                        '-d',
                        body,
                        `$(HOST_URL)${path}`,
                      ],
                      env: [
                        { name: 'HOST_URL', value: 'http://lp-functions' },
                        ...(hasToken
                          ? [{ name: 'HOST_TOKEN', valueFrom: { secretKeyRef: TOKEN_SECRET } }]
                          : []),
                      ],
                    },
                  ],
                },
              },
            },
          },
        },
      },
      null,
      2,
    ),
};

/** The schedules of a project as commands of `gcloud`, `aws` or `kubectl`. @throws UsageError for another target */
export function printedSchedules(
  { accountId, functions, schedules }: Host,
  target: string,
  hasToken: boolean,
): string {
  const print = Object.hasOwn(PRINTERS, target) ? PRINTERS[target] : undefined;
  if (print === undefined) {
    throw new UsageError(
      `--print-schedules needs ${Object.keys(PRINTERS).join(', ')}, found ${JSON.stringify(target)}`,
    );
  }
  if (schedules.length === 0) {
    throw new UsageError(
      'the project has no schedules: write them as "schedules" into the config.json of a function',
    );
  }
  const printed = schedules.map(({ id, function: name, cron, timezone, input }) => {
    const uuid = functions.find((known) => known.name === name)?.uuid ?? '';
    const path = `/api/account/${accountId}/lambdas/${uuid}/invoke?v=1&externalSystem=schedule`;
    const body = JSON.stringify({ headers: input.headers, payload: input.payload });
    return print({ name: id.toLowerCase(), cron, timezone, path, body, lambda: name, input, hasToken });
  });
  return printed.join(target === 'k8s' ? '\n---\n' : '\n\n');
}

/**
 * The expression in the form of Amazon EventBridge Scheduler: six fields with the year, days of the week from 1 for Sunday, and `?` in one
 * of the two fields for days.
 */
function awsCron(cron: string): string {
  const [minute, hour, day = '*', month, weekday = '*'] = cron.split(/\s+/);
  const days = weekday.replaceAll(/(?<![/#])\b[0-7]\b/g, (number) => String((Number(number) % 7) + 1));
  if (weekday === '*') return [minute, hour, day, month, '?', '*'].join(' ');
  if (day === '*') return [minute, hour, '?', month, days, '*'].join(' ');
  throw new UsageError(
    `the schedule "${cron}" names days of the month and days of the week. EventBridge cannot do both: make two schedules of it`,
  );
}

/** A text as one word of a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A text inside of double quotes of a shell. */
function forDoubleQuotes(text: string): string {
  return text.replaceAll(/[\\"$`]/g, '\\$&');
}
