/**
 * What VK tells the app when it opens it: the query of the page, signed by VK.
 * @see https://dev.vk.com/ru/mini-apps/development/launch-params
 */

/** The launch string as it came, to be shown to the API. Empty where the app was opened outside of VK. */
export const launchString = window.location.search.replace(/^\?/, '');

const params = new URLSearchParams(launchString);

/** Whether VK opened the app. */
export const isOpenedByVk = params.has('vk_user_id') && params.has('sign');

/** The app's id in VK; empty outside of VK. */
export const appId = params.get('vk_app_id') ?? '';

/** The community from which the app was opened; empty where it was not opened from one. */
export const communityId = params.get('vk_group_id') ?? '';

const vkPlatform = params.get('vk_platform') ?? '';

// Prefixes, since the same platforms come with `_messenger`, `_external` and `_ok` at the end.
/** Whether the app stands in VK's page on a computer. */
export const isDesktop = vkPlatform.startsWith('desktop');

/** Whether the app stands in VK's own app for phones, and not in a browser. */
export const isPhoneApp = vkPlatform.startsWith('mobile_') && !vkPlatform.startsWith('mobile_web');
