/**
 * VK Bridge: what the app asks VK to do around it. Every call has a fallback, since each platform of VK knows
 * another part of the events.
 */
import bridge, { type AnyRequestMethodName } from '@vkontakte/vk-bridge';

import { appId, isOpenedByVk, launchString } from './launch';

/** Tells VK that the app is there. VK keeps its splash over the app until then, so it comes before everything. */
export function greetVk(): void {
  if (isOpenedByVk) void bridge.send('VKWebAppInit').catch(() => undefined);
}

async function supports(event: AnyRequestMethodName): Promise<boolean> {
  return isOpenedByVk && (await bridge.supportsAsync(event).catch(() => false));
}

/** Puts a text on the clipboard; says whether it is there. */
export async function copyText(text: string): Promise<boolean> {
  if (await supports('VKWebAppCopyText')) {
    const copied = await bridge.send('VKWebAppCopyText', { text }).catch(() => null);
    if (copied?.result) return true;
  }
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}

/** Lets the person send a link on, by VK's own window or, where there is none, by the clipboard; says which it was. */
export async function shareLink(link: string): Promise<'shared' | 'copied' | 'neither'> {
  if (await supports('VKWebAppShare')) {
    const shared = await bridge.send('VKWebAppShare', { link }).then(
      () => true,
      // Whoever closes VK's window has been served too.
      (error: unknown) => JSON.stringify(error).includes('User denied'),
    );
    if (shared) return 'shared';
  }
  return (await copyText(link)) ? 'copied' : 'neither';
}

/** Asks the person, by VK's own window, to let the community write to them; null where VK cannot ask here. */
export async function allowMessages(groupId: number): Promise<boolean | null> {
  if (!(await supports('VKWebAppAllowMessagesFromGroup'))) return null;
  return bridge.send('VKWebAppAllowMessagesFromGroup', { group_id: groupId }).then(
    ({ result }) => result,
    () => false,
  );
}

/** Saves a file from a link that needs no session. */
export async function downloadFile(url: string, filename: string): Promise<void> {
  if (await supports('VKWebAppDownloadFile')) {
    const saved = await bridge.send('VKWebAppDownloadFile', { url, filename }).catch(() => null);
    if (saved?.result) return;
  }
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.rel = 'noreferrer';
  document.body.append(link);
  link.click();
  link.remove();
}

/** Keeps VK's address bar on the screen that is open, so that the page can be reloaded and its link sent on. */
export function tellLocation(location: string): void {
  if (!isOpenedByVk) return;
  void bridge.send('VKWebAppSetLocation', { location, replace_state: true }).catch(() => undefined);
}

/** Leaves the app, so that it can be opened with a fresh launch string. */
export async function closeApp(): Promise<void> {
  if (await supports('VKWebAppClose')) {
    await bridge.send('VKWebAppClose', { status: 'success' }).catch(() => undefined);
  }
}

/** Where VK opens the app anew. */
export const reopenUrl = appId ? `https://vk.com/app${appId}${window.location.hash}` : '';

/** What VK tells about itself: its theme, and what of the screen is not ours. */
export interface HostConfig {
  readonly appearance?: 'light' | 'dark';
  readonly insets?: Readonly<Record<'top' | 'right' | 'bottom' | 'left', number>>;
}

/** Calls back with what VK tells, now and whenever it changes; returns how to stop. */
export function listenToHost(listener: (config: HostConfig) => void): () => void {
  const handle: Parameters<typeof bridge.subscribe>[0] = ({ detail }) => {
    if (detail.type === 'VKWebAppUpdateConfig') listener(detail.data);
    if (detail.type === 'VKWebAppUpdateInsets') listener({ insets: detail.data.insets });
  };
  bridge.subscribe(handle);
  if (launchString) {
    void bridge
      .send('VKWebAppGetConfig')
      .then(listener)
      .catch(() => undefined);
  }
  return () => bridge.unsubscribe(handle);
}
