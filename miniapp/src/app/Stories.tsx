import {
  Epic,
  Panel,
  SplitCol,
  SplitLayout,
  useAdaptivityWithJSMediaQueries,
  View,
} from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';

import { useWorkplace } from '../features/work-in-municipality/workplace';
import { goBack, type Params, replaceWith } from '../shared/router/router';
import { LoadingScreen } from './LoadingScreen';
import { PhoneMenu, SideMenu } from './menus';
import { findRoute, type Route, ROUTES, type Story } from './routes';

const NoRights = lazy(() => import('./NoRights'));

// Told from the screens, so that no section can be forgotten.
const STORIES: readonly Story[] = [...new Set(ROUTES.map(({ story }) => story))];

interface Open {
  readonly route: Route;
  readonly params: Params;
}

/** The screens of a municipality beside their menu. */
export const Stories = ({ path }: { readonly path: string }): ReactNode => {
  const workplace = useWorkplace();
  const { isDesktop } = useAdaptivityWithJSMediaQueries();
  const found = findRoute(path);
  const [last, setLast] = useState<Record<string, Params>>({});
  useEffect(() => {
    if (!found) replaceWith(workplace.path('houses'));
  }, [found, workplace]);
  if (!found) return <LoadingScreen />;
  const { route, params } = found;
  // A screen that slides away still needs what its path held.
  if (JSON.stringify(last[route.id]) !== JSON.stringify(params))
    setLast({ ...last, [route.id]: params });
  return (
    <SplitLayout center>
      {isDesktop && (
        <SplitCol fixed maxWidth={240} width={240}>
          <SideMenu open={route.id} />
        </SplitCol>
      )}
      <SplitCol autoSpaced maxWidth={isDesktop ? 760 : undefined} stretchedOnMobile width="100%">
        <Epic activeStory={route.story} tabbar={!isDesktop && <PhoneMenu story={route.story} />}>
          {STORIES.map((story) => (
            <View
              activePanel={route.story === story ? route.id : story}
              history={historyOf(route, story)}
              id={story}
              key={story}
              onSwipeBack={() => goBack(workplace.path(story))}
            >
              {ROUTES.filter((each) => each.story === story).map((each) => (
                <Panel id={each.id} key={each.id} role="main">
                  <Content
                    open={{ route: each, params: (each === route ? params : last[each.id]) ?? {} }}
                  />
                </Panel>
              ))}
            </View>
          ))}
        </Epic>
      </SplitCol>
    </SplitLayout>
  );
};

const Content = ({ open: { route, params } }: { readonly open: Open }): ReactNode => {
  const { may, path } = useWorkplace();
  return (
    <Suspense fallback={<LoadingScreen />}>
      {may(route.needs) ? (
        <route.Page key={JSON.stringify(params)} params={params} />
      ) : (
        <NoRights home={path('houses')} />
      )}
    </Suspense>
  );
};

function historyOf(route: Route, story: Story): string[] {
  return route.story === story && route.id !== story ? [story, route.id] : [story];
}
