export {
  CheckedField,
  ChoiceField,
  EmailField,
  FlagField,
  MetadataField,
  NameField,
  TextField,
  WholeField,
  type FieldOptions,
} from './fields.js';
export { Draining } from './draining.js';
export { HttpModule } from './http.module.js';
export { Filter, Input } from './input.js';
export { ListPages, ListQuery, type ListIdentity } from './list-pages.js';
export { bodyDeadline, limitPatience } from './patience.js';
export { AppProblemFilter } from './problem.filter.js';
export { Creates, Deletes, Reads, Refuses } from './route.decorators.js';
export { roleGate } from './role-gate.js';
export { strictJson } from './strict-json.js';
