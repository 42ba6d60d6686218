/** Calls to the back door of VK's stand-in. */

/** A refusal; `message` is Russian and meant for the person, `code` is for programs. */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The JSON of a GET; empty values of the query are left out. Throws Refusal. */
export function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const search = new URLSearchParams(given).toString();
  return answerOf(fetch(search ? `${path}?${search}` : path));
}

/** The JSON of a POST of JSON. Throws Refusal. */
export function post(path, body) {
  return answerOf(fetch(path, { method: "POST", body: JSON.stringify(body) }));
}

/** The JSON of a POST of a form with files. Throws Refusal. */
export function upload(path, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return answerOf(fetch(path, { method: "POST", body: form }));
}

async function answerOf(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Refusal(0, "offline", "Нет связи. Проверьте, что сервер запущен.");
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  const { code = "failed", message = `Не получилось: сервер ответил ${response.status}.` } = answer?.error ?? {};
  throw new Refusal(response.status, code, message);
}
