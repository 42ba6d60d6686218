/** What can go wrong with a request. The words come from the API; only where it cannot be reached they are our own. */
import type { components } from './schema';

type Problem = components['schemas']['Problem'];

/** The API answered that it did not do it, and why: RFC 9457. `title` is what happened, `detail` what to do. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }

  /** What is wrong with one field of what was sent; empty where nothing is. */
  fieldError(field: string): string {
    return this.problem.errors.find((error) => error.field === field)?.message ?? '';
  }
}

/** The API could not be reached. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** An error in words. */
export interface Explanation {
  readonly title: string;
  readonly action: string;
  /** What support finds the request by; empty where there is none. */
  readonly trace: string;
}

/** What to tell a person about an error. */
export function explain(error: unknown): Explanation {
  if (error instanceof ApiProblem) {
    const { title, detail, trace, errors } = error.problem;
    const fields = errors.map(({ message }) => message);
    return { title, action: fields.length ? fields.join(' ') : detail, trace };
  }
  if (error instanceof Unreachable) {
    return navigator.onLine
      ? {
          title: 'Сервер не отвечает',
          action: 'Подождите немного и повторите.',
          trace: '',
        }
      : { title: 'Нет интернета', action: 'Проверьте подключение и повторите.', trace: '' };
  }
  return {
    title: 'Что-то сломалось',
    action: 'Откройте приложение заново. Если не поможет, напишите в поддержку.',
    trace: '',
  };
}

/** The stable code of an error; empty where the API gave none. */
export function codeOf(error: unknown): string {
  return error instanceof ApiProblem ? error.problem.code : '';
}

/** Whether the person has to open the app anew before anything works. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.status === 401;
}

/** Whether asking again later may help without anybody changing anything. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ApiProblem) return [429, 503].includes(error.problem.status);
  return error instanceof Unreachable;
}
