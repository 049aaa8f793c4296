/** Counters and gauges, written out as Prometheus text. Label values come from closed lists. */

const HELP: Record<string, string> = {
  deskbell_connects_total: 'Socket.IO connects, by outcome',
  deskbell_commands_total: 'Commands, by action and outcome',
  deskbell_events_published_total: 'Changes emitted',
  deskbell_events_swallowed_total: 'Changes not emitted on a test\'s order',
  deskbell_http_requests_total: 'HTTP requests, by method and status',
  deskbell_socket_requests_total: 'Requests on sockets, by name and outcome',
  deskbell_logins_total: 'Sign-ins and refreshes, by outcome',
  deskbell_faults_total: 'Faults of the server itself',
};

export class Metrics {
  readonly #counters = new Map<string, Map<string, number>>();

  count(name: string, labels: Record<string, string> = {}): void {
    const series = this.#counters.get(name) ?? new Map<string, number>();
    const key = Object.entries(labels).map(([label, value]) => `${label}="${value.replace(/[^\w:.-]/g, '_')}"`).join(',');
    series.set(key, (series.get(key) ?? 0) + 1);
    this.#counters.set(name, series);
  }

  /** The counters and the given gauges, as text. */
  text(gauges: { name: string; help: string; labels?: string; value: number }[]): string {
    const lines: string[] = [];
    for (const [name, series] of this.#counters) {
      lines.push(`# HELP ${name} ${HELP[name] ?? name}`, `# TYPE ${name} counter`);
      for (const [labels, value] of series) lines.push(`${name}${labels === '' ? '' : `{${labels}}`} ${value}`);
    }
    const named = new Set<string>();
    for (const { name, help, labels, value } of gauges) {
      if (!named.has(name)) lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`);
      named.add(name);
      lines.push(`${name}${labels === undefined ? '' : `{${labels}}`} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }
}
