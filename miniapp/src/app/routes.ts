/** Every screen: its path, where in the menu it belongs, what it needs, and the file that draws it. */
import { type ComponentType, lazy } from 'react';

import type { Action } from '../features/work-in-municipality/workplace';
import HousesPage from '../pages/houses/HousesPage';
import { matchPath, type Params } from '../shared/router/router';

/** What every screen is given: what its path holds. */
export interface PageProps {
  readonly params: Params;
}

export type Story =
  'houses' | 'questions' | 'broadcasts' | 'imports' | 'members' | 'complaints' | 'more';

export interface Route {
  /** The screen's own name: its panel's id. */
  readonly id: string;
  /** Its path after `/m/<municipality>`. */
  readonly pattern: string;
  readonly story: Story;
  /** What one must be allowed to do to have any use of it. */
  readonly needs: Action;
  readonly Page: ComponentType<PageProps>;
}

type Load = () => Promise<{ default: ComponentType<PageProps> }>;

function screen(id: string, pattern: string, story: Story, needs: Action, load: Load): Route {
  return { id, pattern: `/m/:m${pattern}`, story, needs, Page: lazy(load) };
}

function broadcasts(id: string, pattern: string, load: Load): Route {
  return screen(id, pattern, 'broadcasts', 'broadcast', load);
}

export const ROUTES: readonly Route[] = [
  {
    id: 'houses',
    pattern: '/m/:m/houses',
    story: 'houses',
    needs: 'see_houses',
    // Where nearly everybody begins: one file with the app is there sooner than two.
    Page: HousesPage,
  },
  screen(
    'new-house',
    '/houses/new',
    'houses',
    'create_houses',
    () => import('../pages/new-house/NewHousePage'),
  ),
  screen(
    'house',
    '/houses/:house',
    'houses',
    'see_houses',
    () => import('../pages/house/HousePage'),
  ),
  screen(
    'ask-question',
    '/houses/:house/ask',
    'houses',
    'ask_questions',
    () => import('../pages/ask-question/AskQuestionPage'),
  ),
  screen(
    'rank-questions',
    '/houses/:house/rank',
    'houses',
    'ask_questions',
    () => import('../pages/rank-questions/RankQuestionsPage'),
  ),
  screen(
    'moderation',
    '/houses/:house/moderation',
    'houses',
    'moderate_chat',
    () => import('../pages/moderation/ModerationPage'),
  ),
  screen(
    'questions',
    '/questions',
    'questions',
    'see_questions',
    () => import('../pages/questions/QuestionsPage'),
  ),
  screen(
    'question',
    '/questions/:question',
    'questions',
    'see_questions',
    () => import('../pages/question/QuestionPage'),
  ),
  screen(
    'answer-question',
    '/questions/:question/answer',
    'questions',
    'answer_questions',
    () => import('../pages/answer-question/AnswerQuestionPage'),
  ),
  screen(
    'talk-question',
    '/questions/:question/talk',
    'questions',
    'hold_discussions',
    () => import('../pages/talk-question/TalkQuestionPage'),
  ),
  screen(
    'discussion',
    '/discussions/:discussion',
    'questions',
    'see_discussions',
    () => import('../pages/discussion/DiscussionPage'),
  ),
  screen(
    'question-figures',
    '/question-figures',
    'questions',
    'see_members',
    () => import('../pages/question-figures/QuestionFiguresPage'),
  ),
  broadcasts('broadcasts', '/broadcasts', () => import('../pages/broadcasts/BroadcastsPage')),
  broadcasts(
    'write-broadcast',
    '/broadcasts/:broadcast/write',
    () => import('../pages/write-broadcast/WriteBroadcastPage'),
  ),
  broadcasts(
    'check-broadcast',
    '/broadcasts/:broadcast/check',
    () => import('../pages/check-broadcast/CheckBroadcastPage'),
  ),
  broadcasts(
    'broadcast',
    '/broadcasts/:broadcast',
    () => import('../pages/broadcast/BroadcastPage'),
  ),
  broadcasts('schedule', '/schedules/:schedule', () => import('../pages/schedule/SchedulePage')),
  broadcasts(
    'write-schedule',
    '/schedules/:schedule/write',
    () => import('../pages/write-broadcast/WriteSchedulePage'),
  ),
  broadcasts(
    'check-schedule',
    '/schedules/:schedule/check',
    () => import('../pages/check-broadcast/CheckSchedulePage'),
  ),
  screen(
    'imports',
    '/imports',
    'imports',
    'import_houses',
    () => import('../pages/imports/ImportsPage'),
  ),
  screen(
    'import',
    '/imports/:import',
    'imports',
    'import_houses',
    () => import('../pages/import/ImportPage'),
  ),
  screen(
    'members',
    '/members',
    'members',
    'see_members',
    () => import('../pages/members/MembersPage'),
  ),
  screen(
    'complaints',
    '/complaints',
    'complaints',
    'see_complaints',
    () => import('../pages/complaints/ComplaintsPage'),
  ),
  screen(
    'complaint-settings',
    '/complaints/settings',
    'complaints',
    'see_settings',
    () => import('../pages/complaint-settings/ComplaintSettingsPage'),
  ),
  screen(
    'complaint',
    '/complaints/:complaint',
    'complaints',
    'see_complaints',
    () => import('../pages/complaint/ComplaintPage'),
  ),
  screen('more', '/more', 'more', 'see_municipality', () => import('../pages/more/MorePage')),
  screen(
    'statistics',
    '/statistics',
    'more',
    'see_activity',
    () => import('../pages/statistics/StatisticsPage'),
  ),
  screen(
    'ranking',
    '/statistics/:period/:figure',
    'more',
    'see_activity',
    () => import('../pages/ranking/RankingPage'),
  ),
  screen('health', '/health', 'more', 'see_health', () => import('../pages/health/HealthPage')),
  screen(
    'health-task',
    '/health/:task',
    'more',
    'see_health',
    () => import('../pages/health-task/HealthTaskPage'),
  ),
  screen(
    'organizations',
    '/organizations',
    'more',
    'see_organizations',
    () => import('../pages/organizations/OrganizationsPage'),
  ),
  screen(
    'organization',
    '/organizations/:organization',
    'more',
    'see_organizations',
    () => import('../pages/organization/OrganizationPage'),
  ),
  screen(
    'open311',
    '/organizations/:organization/open311',
    'more',
    'see_settings',
    () => import('../pages/open311/Open311Page'),
  ),
  screen(
    'service-bots',
    '/service-bots',
    'more',
    'see_service_bots',
    () => import('../pages/service-bots/ServiceBotsPage'),
  ),
  screen(
    'service-bot',
    '/service-bots/:bot',
    'more',
    'see_service_bots',
    () => import('../pages/service-bot/ServiceBotPage'),
  ),
  screen(
    'settings',
    '/settings',
    'more',
    'see_settings',
    () => import('../pages/settings/SettingsPage'),
  ),
  screen('audit', '/audit', 'more', 'read_audit', () => import('../pages/audit/AuditPage')),
  screen('about', '/about', 'more', 'see_municipality', () => import('../pages/about/AboutPage')),
  screen(
    'privacy',
    '/privacy',
    'more',
    'see_municipality',
    () => import('../pages/privacy/PrivacyPage'),
  ),
  screen(
    'support',
    '/support',
    'more',
    'see_municipality',
    () => import('../pages/support/SupportPage'),
  ),
];

/** The screen that a path opens, and what the path holds; null where there is none. The first that fits is meant. */
export function findRoute(path: string): { route: Route; params: Params } | null {
  for (const route of ROUTES) {
    const params = matchPath(route.pattern, path);
    if (params) return { route, params };
  }
  return null;
}
