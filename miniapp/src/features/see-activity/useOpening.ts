import { goTo } from '../../shared/router/router';
import { showQuestions } from '../ask-questions/useQuestionFilter';
import { showComplaints } from '../deal-with-complaints/useComplaintFilter';
import type { HouseFilter } from '../list-houses/queries';
import { narrowHouses } from '../list-houses/useHouseFilter';
import { showBroadcasts } from '../send-broadcasts/useBroadcastFilter';
import { useWorkplace } from '../work-in-municipality/workplace';
import type { FigureFilter } from '../../shared/ui/PeriodCell';
import type { OpensList } from './queries';

interface AskedFilter {
  readonly organization_id?: string;
  readonly is_overdue?: boolean;
}

/** Opens the list behind a figure; undefined where no screen shows it. */
export function useOpening(): (opens: OpensList | null) => (() => void) | undefined {
  const { path, may } = useWorkplace();
  return (opens) => {
    if (!opens || !may(NEEDS[opens.list])) return undefined;
    return () => {
      NARROW[opens.list](opens.filters);
      goTo(path(...pathOf(opens)));
    };
  };
}

const NEEDS = {
  'houses': 'see_houses',
  'activity/ranking': 'see_activity',
  'broadcasts': 'broadcast',
  'questions': 'see_questions',
  'complaints': 'see_complaints',
} as const;

const NARROW: Readonly<Record<OpensList['list'], (filters: OpensList['filters']) => void>> = {
  'houses': (filters) => narrowHouses(houseFilter(filters)),
  // Its path says all of it.
  'activity/ranking': () => undefined,
  'broadcasts': showBroadcasts,
  'questions': (filters) => showQuestions(askedFilter(filters)),
  'complaints': (filters) => showComplaints(askedFilter(filters)),
};

function pathOf({ list, filters }: OpensList): string[] {
  if (list !== 'activity/ranking') return [list];
  return ['statistics', filters.period ?? '', filters.figure ?? ''];
}

/** A list's filters as the list of houses takes them: all are words but for what is yes or no. */
function houseFilter(filters: OpensList['filters']): HouseFilter {
  const { silent, ...rest } = filters;
  return { ...rest, ...(silent !== undefined && { silent: silent === 'true' }) };
}

/** A list's filters as the lists of questions and of complaints take them. */
function askedFilter(filters: OpensList['filters']): FigureFilter & AskedFilter {
  const { is_overdue: late, ...rest } = filters;
  return { ...rest, ...(late !== undefined && { is_overdue: late === 'true' }) };
}
