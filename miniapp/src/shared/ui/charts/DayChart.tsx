import { type ReactNode, useState } from 'react';

import './charts.css';

export interface DayValue {
  /** `2026-11-23`. */
  readonly day: string;
  /** Null where nothing was counted. */
  readonly value: number | null;
}

export interface DayChartProps {
  readonly title: string;
  readonly days: readonly DayValue[];
  /** A value with its noun. */
  readonly say: (value: number) => string;
}

const HEIGHT = 100;
const STEP = 10;
const BAR = 7;

const dayFormat = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', timeZone: 'UTC' });
const shortFormat = new Intl.DateTimeFormat('ru', {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});

/**
 * Days as bars. The one under the finger, the mouse or the arrow keys is told in words above them. Colours are VK's
 * tokens, so both themes follow.
 */
export const DayChart = ({ title, days, say }: DayChartProps): ReactNode => {
  const [at, setAt] = useState(() => lastCounted(days));
  const chosen = days[Math.min(at, days.length - 1)];
  const highest = Math.max(1, ...days.map(({ value }) => value ?? 0));
  if (!chosen) return null;
  const words = `${dayFormat.format(new Date(chosen.day))}: ${
    chosen.value === null ? 'не считали' : say(chosen.value)
  }`;
  const step = (by: number): void => setAt(Math.max(0, Math.min(days.length - 1, at + by)));
  return (
    <figure className="chart">
      <figcaption className="chart-caption">{words}</figcaption>
      <svg
        aria-label={title}
        aria-valuemax={days.length - 1}
        aria-valuemin={0}
        aria-valuenow={Math.min(at, days.length - 1)}
        aria-valuetext={words}
        className="chart-days"
        onKeyDown={({ key }) => {
          if (key === 'ArrowLeft') step(-1);
          if (key === 'ArrowRight') step(1);
          if (key === 'Home') setAt(0);
          if (key === 'End') setAt(days.length - 1);
        }}
        onPointerDown={(event) => setAt(dayUnder(event, days.length))}
        onPointerMove={(event) => setAt(dayUnder(event, days.length))}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`}
      >
        {[0, HEIGHT / 2].map((y) => (
          <line className="chart-grid" key={y} x1={0} x2={days.length * STEP} y1={y} y2={y} />
        ))}
        {days.map(({ day, value }, index) => {
          // A day on which something happened is never quite flat.
          const height = value ? Math.max(2, (value / highest) * HEIGHT) : 0;
          return (
            <rect
              className={day === chosen.day ? 'chart-bar chart-bar--chosen' : 'chart-bar'}
              height={height}
              key={day}
              width={BAR}
              x={index * STEP + (STEP - BAR) / 2}
              y={HEIGHT - height}
            />
          );
        })}
        <line className="chart-base" x1={0} x2={days.length * STEP} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <div aria-hidden="true" className="chart-axis">
        {[days[0], days[Math.floor((days.length - 1) / 2)], days[days.length - 1]].map(
          (each, index) => (
            <span key={index}>{each && shortFormat.format(new Date(each.day))}</span>
          ),
        )}
      </div>
    </figure>
  );
};

function lastCounted(days: readonly DayValue[]): number {
  return Math.max(0, ...days.map(({ value }, index) => (value === null ? 0 : index)));
}

function dayUnder(event: React.PointerEvent<SVGSVGElement>, count: number): number {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  const place = Math.floor(((event.clientX - left) / width) * count);
  return Math.max(0, Math.min(count - 1, place));
}
