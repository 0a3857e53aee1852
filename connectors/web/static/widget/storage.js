// What the browser keeps: the token, the newest lines and what could not be sent yet. Where storage is blocked, memory does,
// and the conversation lasts as long as the page.

const NEWEST = 200; // lines kept to be shown at once after a reload

function usable() {
  try {
    const probe = "quartermaster:probe";
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}

export class Storage {
  constructor(server) {
    this.prefix = `quartermaster:${server}:`;
    this.kept = usable();
    this.memory = new Map();
  }

  read(name) {
    try {
      return JSON.parse(this.kept ? this.kept.getItem(this.prefix + name) : (this.memory.get(name) ?? null));
    } catch {
      return null;
    }
  }

  write(name, value) {
    const text = JSON.stringify(value);
    this.memory.set(name, text);
    try {
      this.kept?.setItem(this.prefix + name, text);
    } catch {
      this.kept = null; // full or forbidden by now
    }
  }

  remove(name) {
    this.memory.delete(name);
    try {
      this.kept?.removeItem(this.prefix + name);
    } catch {
      this.kept = null;
    }
  }

  // Lines as [id, entry] pairs; they and the id of the last one are written together, so they always agree.
  keepLines(lines) {
    this.write("lines", lines.slice(-NEWEST));
  }

  // Each unsent message has a key of its own, so that two tabs do not overwrite each other's.
  keepUnsent(message) {
    this.write(`unsent:${message.id}`, message);
  }

  forgetUnsent(id) {
    this.remove(`unsent:${id}`);
  }

  unsent() {
    const start = `${this.prefix}unsent:`;
    const found = [];
    const names = this.kept ? Object.keys(this.kept).filter((key) => key.startsWith(start)) : [];
    for (const key of names) {
      const message = this.read(key.slice(this.prefix.length));
      if (message?.id) found.push(message);
    }
    return found.sort((a, b) => a.at - b.at);
  }

  // Nobody reads what somebody else said on this computer: another one who signs in, or nobody after one who did, begins anew.
  belongsTo(who) {
    const before = this.read("who");
    if (before && before !== who) this.clear();
    if (before !== who) this.write("who", who);
  }

  clear() {
    for (const message of this.unsent()) this.forgetUnsent(message.id);
    for (const name of ["token", "lines", "seen"]) this.remove(name);
  }
}
