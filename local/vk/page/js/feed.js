/**
 * The live feed, shared by all tabs of the browser.
 *
 * A browser opens at most six connections to one server, and a stream keeps one for good: so one tab, chosen by a lock,
 * listens for all and tells the others through a channel. When it closes, the next tab takes over.
 */

const STREAM = "/sim/events";
const LOCK = "vk-feed";
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/**
 * Calls `onEvent` with every event, and `onConnection(true | false)` whenever the stream begins or breaks; a stream that
 * begins again may have missed events.
 */
export function listen(onEvent, onConnection) {
  const channel = new BroadcastChannel(LOCK);
  const deliver = (message) => {
    if ("connected" in message) onConnection(message.connected);
    else onEvent(message.event);
  };
  channel.onmessage = ({ data }) => deliver(data);
  const tellAll = (message) => {
    channel.postMessage(message);
    deliver(message);
  };
  // The lock is held as long as this tab lives; a page that is not served from the own machine has no locks.
  if (navigator.locks) navigator.locks.request(LOCK, () => stream(tellAll));
  else stream(tellAll);
}

function stream(tellAll) {
  let pause = FIRST_PAUSE_MS;
  const open = () => {
    const source = new EventSource(STREAM);
    source.onopen = () => {
      pause = FIRST_PAUSE_MS;
      tellAll({ connected: true });
    };
    source.onmessage = ({ data }) => tellAll({ event: JSON.parse(data) });
    source.onerror = () => {
      source.close();
      tellAll({ connected: false });
      setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    };
  };
  open();
  return new Promise(() => {});
}
