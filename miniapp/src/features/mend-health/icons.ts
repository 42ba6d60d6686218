import {
  Icon28BuildingOutline,
  Icon28ChatsOutline,
  Icon28GhostOutline,
  Icon28KeyOutline,
  Icon28MegaphoneOutline,
  Icon28UserOutline,
  Icon28Users3Outline,
  Icon28WorkOutline,
} from '@vkontakte/icons';
import type { ComponentType } from 'react';

import type { Task } from './queries';

/** A picture for every kind of task. */
export const TASK_ICONS: Readonly<Record<Task, ComponentType<{ readonly fill?: string }>>> = {
  bot_without_rights: Icon28KeyOutline,
  no_administrator: Icon28UserOutline,
  administrator_silent: Icon28GhostOutline,
  no_official: Icon28WorkOutline,
  few_residents: Icon28Users3Outline,
  chat_silent: Icon28ChatsOutline,
  only_officials_write: Icon28MegaphoneOutline,
  two_chats: Icon28BuildingOutline,
};
