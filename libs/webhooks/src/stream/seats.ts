import { defer, finalize, type Observable } from 'rxjs';

/** Who watches here, by project: one project alone must not take every place of a process. */
export class Seats {
  private readonly taken = new Map<string, number>();

  constructor(private readonly perProject: number) {}

  /** Whether a project has no more. Null, the installation, is not counted. */
  isFull(project: string | null): boolean {
    return project !== null && (this.taken.get(project) ?? 0) >= this.perProject;
  }

  /** The stream, with a seat taken as long as somebody is subscribed to it. */
  during<T>(project: string | null, stream: Observable<T>): Observable<T> {
    if (project === null) return stream;
    return defer(() => {
      this.add(project, 1);
      return stream;
    }).pipe(finalize(() => this.add(project, -1)));
  }

  private add(project: string, seats: number): void {
    const taken = (this.taken.get(project) ?? 0) + seats;
    if (taken > 0) this.taken.set(project, taken);
    else this.taken.delete(project);
  }
}
