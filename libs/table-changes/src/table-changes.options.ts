/** An allowed table, or all of a schema, with what differs from the general options. */
export interface TableRule {
  /** `orders`, `sales.orders`, `sales.*` */
  readonly table: string;
  /** The column that holds a row's project; null: its rows belong to no project. Absent: what the schema's rule says. */
  readonly projectColumn?: string | null;
  /** Columns that are never sent, besides those of the schema's rule and the general ones. */
  readonly exclude?: readonly string[];
}

/** How row changes are captured; the initialisers are the defaults. */
export class TableChangesOptions {
  /** Tables whose changes may be heard: `public.orders`, `sales.*`, or a rule. None unless said. */
  tables: readonly (string | TableRule)[] = [];
  /** Tables that are never heard, whatever `tables` says: `*` in either place. Posthorn's own always belong to them. */
  never: readonly string[] = ['*.api_keys'];
  /** The column that holds a row's project, where no rule names another; tables without it have none. null: nowhere. */
  projectColumn: string | null = 'project_id';
  /** Columns that are never sent, of whatever table. */
  exclude: readonly string[] = [];
  /** Posthorn's schema. */
  schema = 'posthorn';
}
