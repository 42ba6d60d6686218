/** Where the person works now, and what they may do there. */
import { createContext, use } from 'react';

import type { Schemas } from '../../shared/api/client';

export type Action = Schemas['Action'];

export interface Workplace {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  /** What the person is here, in words. */
  readonly roles: string;
  /** Whether the person works elsewhere too. */
  readonly isOneOfMany: boolean;
  /** The other municipalities of the region, for its officers; nothing for anybody else. */
  readonly neighbours: readonly Neighbour[];
  readonly may: (action: Action) => boolean;
  /** The path of a screen of this municipality: `path('houses', id)`. */
  readonly path: (...parts: string[]) => string;
}

export interface Neighbour {
  readonly id: string;
  readonly name: string;
}

/** The workplace that a record of the API stands for, one of all those of a person. */
export function workplaceOf(
  record: Schemas['Workplace'],
  all: readonly Schemas['Workplace'][],
): Workplace {
  const { municipality_id: id, name, region, roles, may } = record;
  const isOfRegion = (place: Schemas['Workplace']): boolean =>
    place.region === region && place.roles.some(({ role }) => role === 'region_officer');
  return {
    id,
    name,
    region,
    isOneOfMany: all.length > 1,
    neighbours: isOfRegion(record)
      ? all
          .filter((place) => place !== record && isOfRegion(place))
          .map((place) => ({ id: place.municipality_id, name: place.name }))
      : [],
    roles: roles.map(({ title }) => title).join(', '),
    may: (action) => may.includes(action),
    path: (...parts) => ['/m', id, ...parts.map(encodeURIComponent)].join('/'),
  };
}

export const WorkplaceContext = createContext<Workplace | null>(null);

/** The workplace whose screens these are. */
export function useWorkplace(): Workplace {
  const workplace = use(WorkplaceContext);
  if (!workplace) throw new Error('a screen of a municipality stands outside of one');
  return workplace;
}
