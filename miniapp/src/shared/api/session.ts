/**
 * From VK's launch string to a session: once. The session and the nonce that proves it ours are kept for this tab, so
 * that a reload neither needs a fresh launch string nor loses an answer that was on its way.
 */
import { launchString } from '../vk/launch';
import { actAs, api, ask, type Schemas } from './client';
import { ApiProblem, isSignedOut } from './problem';

type Session = Schemas['SessionAnswer'];

interface Kept {
  /** Which opening of the app it belongs to. */
  readonly launch: string;
  readonly nonce: string;
  readonly session?: Pick<Session, 'token' | 'expires_at'>;
}

const KEY = 'session';

/** Who is signed in, and where they may work. Signs in where this was not done yet. */
export async function openSession(): Promise<Schemas['Me']> {
  const kept = recall();
  if (kept.session && new Date(kept.session.expires_at) > new Date()) {
    actAs(kept.session.token);
    try {
      return await ask(api.GET('/api/v1/me'));
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      actAs('');
    }
  }
  const session = await exchange(kept);
  actAs(session.token);
  remember({ ...kept, session: { token: session.token, expires_at: session.expires_at } });
  return session.me;
}

async function exchange(kept: Kept): Promise<Session> {
  if (!launchString) throw new ApiProblem(OUTSIDE_OF_VK);
  remember(kept);
  return ask(
    api.POST('/api/v1/session', {
      body: { launch: launchString },
      headers: { 'Idempotency-Key': kept.nonce },
    }),
  );
}

function recall(): Kept {
  const fresh = { launch: launchString, nonce: crypto.randomUUID() };
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null;
    return kept?.launch === launchString ? kept : fresh;
  } catch {
    return fresh;
  }
}

function remember(kept: Kept): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing for frames: the session lasts until the page is closed.
  }
}

// The one problem that the API cannot tell, since nothing is asked of it.
const OUTSIDE_OF_VK: Schemas['Problem'] = {
  type: 'urn:domovye-chaty:problem:launch_missing',
  title: 'Приложение открыто не во ВКонтакте',
  status: 401,
  code: 'launch_missing',
  detail: 'Откройте его во ВКонтакте: так мы узнаем, кто вы.',
  errors: [],
  trace: '',
};
