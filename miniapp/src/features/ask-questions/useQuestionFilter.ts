import { useState } from 'react';

import type { QuestionFilter } from './queries';

/** What the screen shows: questions, or discussions. */
export type QuestionTab = 'questions' | 'discussions';

interface Kept {
  readonly tab: QuestionTab;
  readonly filter: QuestionFilter;
}

// Whoever comes back from a question finds the list as they left it.
let kept: Kept = { tab: 'questions', filter: {} };

/** What the list of questions shows, kept while the app is open. */
export function useQuestionFilter() {
  const [now, setNow] = useState(kept);
  const change = (part: Partial<Kept>): void => {
    kept = { ...now, ...part };
    setNow(kept);
  };
  return { ...now, change };
}

/** Has the list show these questions when it is opened next. */
export function showQuestions(filter: QuestionFilter): void {
  kept = { tab: 'questions', filter };
}
