import { isLiteralSecret } from './literal.ts';
import { isDocumentedPair } from './placeholders.ts';

/** Commands that take a password without naming it. Every repetition is bounded, and none begins with one. */
const COMMANDS: readonly RegExp[] = [
  /\bcurl\b.{0,512}?[ \t](?:-u|-U|--user|--proxy-user)[ \t=]{0,4}["']?[^\s:"'$]{1,128}:([^\s"']{1,256})/,
  /\bwget\b.{0,512}?[ \t]--(?:http-|ftp-|proxy-)?password[ \t=]{1,4}["']?([^\s"']{1,256})/,
  /\bmysql(?:dump|admin|import)?[ \t].{0,512}?[ \t]-p["']?([^\s"']{1,256})/,
  /\b(?:sshpass|docker[ \t]+login|podman[ \t]+login|helm[ \t]+registry[ \t]+login|htpasswd|sqlcmd|redis-cli)\b.{0,512}?[ \t]-(?:p|P|a|pw)[ \t]{0,4}["']?([^\s"']{1,256})/,
  /\becho[ \t]+["']?[\w.-]{1,64}:([^\s"'|]{1,256})["']?[ \t]*\|[ \t]*(?:sudo[ \t]+)?chpasswd\b/,
  /ConvertTo-SecureString[ \t]+(?:-String[ \t]+)?["']([^"'\n]{1,256})["'].{0,512}?-AsPlainText/i,
  /\bnet[ \t]+user[ \t]+[^\s/]{1,64}[ \t]+["']?([^\s/"']{1,256})/i,
];
/** Shorter lines hold no command with a password. */
const SHORTEST_LINE = 10;
/** Longer lines are data, not commands. */
const LONGEST_LINE = 8_192;

/** Whether a line of a script hands a literal password to a command: `curl -u user:password`. */
export function holdsCommandPassword(line: string): boolean {
  if (line.length < SHORTEST_LINE || line.length > LONGEST_LINE) return false;
  return COMMANDS.some((command) => {
    const [all = '', password = ''] = command.exec(line) ?? [];
    if (isDocumentedPair(all)) return false;
    return !/^[$<{%-]|\$[({]|\x60/.test(password) && isLiteralSecret('password', password);
  });
}
