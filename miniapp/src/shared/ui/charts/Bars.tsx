import type { ReactNode } from 'react';

import './charts.css';

/** How much of a whole something is, as a bar. What it means is said beside it. */
export const Share = ({
  value,
  of,
}: {
  readonly value: number;
  readonly of: number;
}): ReactNode => (
  <span aria-hidden="true" className="bar">
    <span
      className="bar-part"
      style={{ inlineSize: `${of ? Math.min(100, (value / of) * 100) : 0}%` }}
    />
  </span>
);

export interface Part {
  readonly title: string;
  readonly value: number;
  readonly tone: 'good' | 'bad' | 'doubtful' | 'waiting';
}

/** What a whole is made of, as one bar of many colours with its legend. */
export const Stacked = ({
  title,
  parts,
}: {
  readonly title: string;
  readonly parts: readonly Part[];
}): ReactNode => {
  const shown = parts.filter(({ value }) => value > 0);
  return (
    <div
      aria-label={[title, ...shown.map((part) => `${part.title}: ${part.value}`)].join('. ')}
      role="img"
    >
      <span className="bar bar--stacked">
        {shown.map(({ title: name, value, tone }) => (
          <span className={`bar-part bar-part--${tone}`} key={name} style={{ flexGrow: value }} />
        ))}
      </span>
      <span className="bar-legend">
        {shown.map(({ title: name, value, tone }) => (
          <span key={name}>
            <span className={`bar-dot bar-part--${tone}`} /> {name} {value.toLocaleString('ru')}
          </span>
        ))}
      </span>
    </div>
  );
};
