/** People whom the settings name, by groups of the provider or by e-mail. */
export interface PeopleList {
  groups: readonly string[];
  /** Addresses, and domains without an @, in lower case. */
  emails: readonly string[];
}

/** What the provider has said of a user at their last sign-in. */
export interface Known {
  /** Verified, in lower case; null without one. */
  email: string | null;
  groups: readonly string[];
}

/** Whether a list names nobody. */
export const isEmpty = ({ groups, emails }: PeopleList): boolean => groups.length === 0 && emails.length === 0;

/** Whether a list names somebody: by their address, its domain, or one of their groups. */
export function isListed({ groups, emails }: PeopleList, person: Known): boolean {
  const { email } = person;
  const domain = email?.slice(email.lastIndexOf('@') + 1);
  const byEmail = emails.some((each) => each === email || each === domain);
  return byEmail || person.groups.some((each) => groups.includes(each));
}
