import { Link } from '@tanstack/react-router';
import classes from './brand.module.css';

/** The horn and the name; it leads to the overview. */
export function Brand() {
  return (
    <Link to="/" className={classes.brand} aria-label="Posthorn, overview">
      <Horn />
      <span>Posthorn</span>
    </Link>
  );
}

export function Horn({ size = 26 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className={classes.horn}>
      <rect width="32" height="32" rx="7" />
      <circle cx="13" cy="16.6" r="6.2" />
      <path d="M5.5 10.4h13c3.2 0 5.6-1.6 8-4v14.4c-2.4-2.4-4.8-4-8-4h-1" />
    </svg>
  );
}
