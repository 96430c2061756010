/**
 * The REST API as types, made from docs/reference/openapi.json by `npm run generate`: never change it by hand.
 */

export interface paths {
    "/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ProjectsController_list"];
        put?: never;
        post: operations["ProjectsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ProjectsController_get"];
        put?: never;
        post?: never;
        delete: operations["ProjectsController_remove"];
        options?: never;
        head?: never;
        patch: operations["ProjectsController_update"];
        trace?: never;
    };
    "/v1/projects/{projectId}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ApiKeysController_list"];
        put?: never;
        post: operations["ApiKeysController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["ApiKeysController_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["UsersController_list"];
        put?: never;
        post: operations["UsersController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["UsersController_get"];
        put?: never;
        post?: never;
        delete: operations["UsersController_remove"];
        options?: never;
        head?: never;
        patch: operations["UsersController_update"];
        trace?: never;
    };
    "/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["FilesController_list"];
        put?: never;
        post: operations["FilesController_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["FilesController_get"];
        put?: never;
        post?: never;
        delete: operations["FilesController_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["FilesController_content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["PaymentsController_list"];
        put?: never;
        post: operations["PaymentsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["PaymentsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is calling, what they may do, and until when
         * @description Every caller.
         */
        get: operations["Session.read"];
        put?: never;
        post: operations["SessionsController_signIn"];
        delete: operations["SessionsController_signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show the request that a webhook would be sent; nothing is sent or stored
         * @description Scope: `webhooks:read`.
         */
        post: operations["Preview.preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/filters/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say whether a payload, or a stored event, meets a filter
         * @description Scope: `webhooks:read`.
         */
        post: operations["FilterTest.test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks, newest first
         * @description Scope: `webhooks:read`.
         */
        get: operations["Webhooks.list"];
        put?: never;
        /**
         * Create a webhook; its secret is shown in this answer only
         * @description Scope: `webhooks:write`.
         */
        post: operations["Webhooks.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a webhook
         * @description Scope: `webhooks:read`.
         */
        get: operations["Webhooks.get"];
        /**
         * Change a webhook: merges like PATCH
         * @description Scope: `webhooks:write`.
         */
        put: operations["Webhooks.put"];
        post?: never;
        /**
         * Delete a webhook; its deliveries stay readable
         * @description Scope: `webhooks:write`.
         */
        delete: operations["Webhooks.remove"];
        options?: never;
        head?: never;
        /**
         * Change a webhook: absent keeps, null clears, arrays replace
         * @description Scope: `webhooks:write`.
         */
        patch: operations["Webhooks.patch"];
        trace?: never;
    };
    "/v1/webhooks/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause: new events are skipped, what waits goes on waiting
         * @description Scope: `webhooks:write`.
         */
        post: operations["Webhooks.pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a paused webhook
         * @description Scope: `webhooks:write`.
         */
        post: operations["Webhooks.resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable a disabled webhook and reset its counters; sends nothing by itself
         * @description Scope: `webhooks:write`.
         */
        post: operations["Webhooks.enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reveal the signing secret; leaves an audit entry
         * @description Scope: `secrets:read`.
         */
        get: operations["WebhookSecrets.reveal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/secret/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the secret; during the grace time the previous one signs as well
         * @description Scope: `webhooks:write`.
         */
        post: operations["WebhookSecrets.rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/secret/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a rotation: only the newest secret signs
         * @description Scope: `webhooks:write`.
         */
        post: operations["WebhookSecrets.finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a sample now and answer with the attempt
         * @description Scope: `webhooks:write`.
         */
        post: operations["WebhookTest.send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the deliveries of a webhook, newest event first
         * @description Scope: `deliveries:read`.
         */
        get: operations["WebhookDeliveries.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries of every webhook, newest event first
         * @description Scope: `deliveries:read`.
         */
        get: operations["Deliveries.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay several deliveries; each succeeds or fails for itself
         * @description Scope: `deliveries:write`.
         */
        post: operations["Deliveries.replayAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a delivery with the request that it sends
         * @description Scope: `deliveries:read`.
         */
        get: operations["Deliveries.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the attempts of a delivery, oldest first
         * @description Scope: `deliveries:read`.
         */
        get: operations["Deliveries.attempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the event again as a new delivery
         * @description Scope: `deliveries:write`.
         */
        post: operations["Deliveries.replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List events, newest first
         * @description Scope: `events:read`.
         */
        get: operations["Events.list"];
        put?: never;
        /**
         * Publish an event: {type, data}, {record} or {appwrite}
         * @description Scope: `events:publish`.
         */
        post: operations["Events.publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an event
         * @description Scope: `events:read`.
         */
        get: operations["Events.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say for each webhook why it did or did not get the event
         * @description Scope: `events:read`.
         */
        get: operations["Events.explain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}/payload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Erase the payload of an event; what waits for it ends as unsendable
         * @description Scope: `events:write`.
         */
        delete: operations["Events.erase"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List event types
         * @description Scope: `event-types:read`.
         */
        get: operations["EventTypes.list"];
        put?: never;
        /**
         * Register an event type by its JSON Schema
         * @description Admin token only.
         */
        post: operations["EventTypes.register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-types/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an event type
         * @description Scope: `event-types:read`.
         */
        get: operations["EventTypes.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an event type that was registered over the API
         * @description Admin token only.
         */
        patch: operations["EventTypes.change"];
        trace?: never;
    };
    "/v1/webhooks/{id}/recover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send again what failed, was skipped or never sent, oldest first; dry_run only counts, with status 200
         * @description Scope: `deliveries:write`.
         */
        post: operations["WebhookRecoveries.recover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/recoveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the recoveries of a webhook, newest first
         * @description Scope: `deliveries:read`.
         */
        get: operations["WebhookRecoveries.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recoveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a recovery with what became of its deliveries
         * @description Scope: `deliveries:read`.
         */
        get: operations["Recoveries.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recoveries/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a recovery; what it has queued is still sent
         * @description Scope: `deliveries:write`.
         */
        post: operations["Recoveries.cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deliveries by outcome, success rate and response times over time, UTC
         * @description Scope: `deliveries:read`.
         */
        get: operations["Stats.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same per webhook, the 200 with the most failures, most first
         * @description Scope: `deliveries:read`.
         */
        get: operations["Stats.byWebhook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tables whose row changes a webhook may listen to
         * @description Scope: `webhooks:read`.
         */
        get: operations["Tables.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch deliveries as they end, or with topic=events (and the scope events:read) events as they are published (server-sent events); ends after a minute and is resumed by the client
         * @description Scope: `deliveries:read`.
         */
        get: operations["Stream.watch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was done and by whom, newest first
         * @description Scope: `audit:read`.
         */
        get: operations["Audit.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dialects, dispatchers, backlog and the addresses that deliveries come from
         * @description Admin token only.
         */
        get: operations["System.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "file.uploaded": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * file.uploaded
         * @description File uploaded.
         */
        post: operations["webhook.file.uploaded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payment.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * payment.failed
         * @description Payment failed: `failure_code` says why.
         */
        post: operations["webhook.payment.failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payment.succeeded": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * payment.succeeded
         * @description Payment processed successfully.
         */
        post: operations["webhook.payment.succeeded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "project.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * project.created
         * @description A project was created. Heard by webhooks of the installation only: the project has none yet.
         */
        post: operations["webhook.project.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "project.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * project.deleted
         * @description A project was deleted: its last state. The last event of the project.
         */
        post: operations["webhook.project.deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "project.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * project.updated
         * @description A project was modified: its new state, and what the changed fields were before.
         */
        post: operations["webhook.project.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.created
         * @description New user registered.
         */
        post: operations["webhook.user.created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.deleted
         * @description User account deleted: its last state.
         */
        post: operations["webhook.user.deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * user.updated
         * @description User profile updated: its new state, and what the changed fields were before.
         */
        post: operations["webhook.user.updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        CreateProjectDto: {
            /** @example Northwind */
            name: string;
            description?: string | null;
            /** @description Up to 50 texts of your own. */
            metadata?: {
                [key: string]: string;
            } | null;
        };
        ProjectView: {
            /** @example proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7 */
            id: string;
            name: string;
            description: string | null;
            metadata: {
                [key: string]: string;
            };
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        ProjectListView: {
            projects: components["schemas"]["ProjectView"][];
            next_cursor: string | null;
        };
        UpdateProjectDto: {
            name?: string;
            description?: string | null;
            metadata?: {
                [key: string]: string;
            } | null;
        };
        CreateApiKeyDto: {
            /** @example CI */
            name: string;
            /** @description Without scopes the key may do everything in its project. */
            scopes?: ("projects:read" | "projects:write" | "api-keys:read" | "api-keys:write" | "users:read" | "users:write" | "files:read" | "files:write" | "payments:read" | "payments:write" | "webhooks:read" | "webhooks:write" | "deliveries:read" | "deliveries:write" | "events:read" | "events:write" | "events:publish" | "event-types:read" | "secrets:read" | "audit:read")[] | null;
            /** Format: date-time */
            expires_at?: string | null;
        };
        NewApiKeyView: {
            /** @example key_01890a5d7c3e7a2b8f10c2d3e4f5a6b7 */
            id: string;
            project_id: string;
            name: string;
            /** @description The first characters of the key. */
            hint: string;
            /** @description null: everything in its project. */
            scopes: string[] | null;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description The key, shown in this answer only. */
            key?: string;
        };
        ApiKeyView: {
            /** @example key_01890a5d7c3e7a2b8f10c2d3e4f5a6b7 */
            id: string;
            project_id: string;
            name: string;
            /** @description The first characters of the key. */
            hint: string;
            /** @description null: everything in its project. */
            scopes: string[] | null;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        ApiKeyListView: {
            api_keys: components["schemas"]["ApiKeyView"][];
            next_cursor: string | null;
        };
        CreateUserDto: {
            /** @description A project key needs none: the project is its own. */
            project_id?: string | null;
            /** @example John Doe */
            name: string;
            /**
             * Format: email
             * @example john@example.com
             */
            email: string;
            /**
             * @description `active` unless given.
             * @enum {string|null}
             */
            status?: "active" | "inactive" | "pending" | "suspended" | "disabled" | null;
        };
        UserView: {
            /** @example user_01890a5d7c3e7a2b8f10c2d3e4f5a6b7 */
            id: string;
            project_id: string;
            name: string;
            /** Format: email */
            email: string;
            /** @enum {string} */
            status: "active" | "inactive" | "pending" | "suspended" | "disabled";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        UserListView: {
            users: components["schemas"]["UserView"][];
            next_cursor: string | null;
        };
        UpdateUserDto: {
            name?: string;
            /** Format: email */
            email?: string;
            /** @enum {string} */
            status?: "active" | "inactive" | "pending" | "suspended" | "disabled";
        };
        UploadForm: {
            /** Format: binary */
            file: string;
            /** @description A project key needs none: the project is its own. */
            project_id?: string;
        };
        FileView: {
            /** @example file_01890a5d7c3e7a2b8f10c2d3e4f5a6b7 */
            id: string;
            project_id: string;
            name: string;
            /** @description As the uploader said. */
            content_type: string;
            /** @description In bytes. */
            size: number;
            /** @description Of the content, in hex. */
            sha256: string;
            /** Format: date-time */
            created_at: string;
        };
        FileListView: {
            files: components["schemas"]["FileView"][];
            next_cursor: string | null;
        };
        CreatePaymentDto: {
            /** @description A project key needs none: the project is its own. */
            project_id?: string | null;
            /**
             * @description In minor units of the currency as ISO 4217 has them: 1999 is 19.99 EUR, 1999 JPY, 1.999 KWD.
             * @example 1999
             */
            amount: number;
            /** @example EUR */
            currency: string;
            /** @example tok_visa */
            source: string;
        };
        PaymentView: {
            /** @example pay_01890a5d7c3e7a2b8f10c2d3e4f5a6b7 */
            id: string;
            project_id: string;
            /** @description In minor units of the currency as ISO 4217 has them: 1999 is 19.99 EUR, 1999 JPY, 1.999 KWD. */
            amount: number;
            /** @example EUR */
            currency: string;
            /** @example tok_visa */
            source: string;
            /** @enum {string} */
            status: "processing" | "succeeded" | "failed";
            failure_code: string | null;
            failure_message: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        PaymentListView: {
            payments: components["schemas"]["PaymentView"][];
            next_cursor: string | null;
        };
        SignInDto: {
            /** Format: password */
            token: string;
        };
        SessionView: {
            /** @enum {string} */
            kind: "admin" | "key";
            project_id: string | null;
            /** @description null: every scope. */
            scopes: string[] | null;
            /** @description Goes into `X-CSRF-Token` of what changes something. */
            csrf_token: string | null;
            /** Format: date-time */
            expires_at: string | null;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            errors?: {
                field: string;
                code: string;
                message: string;
                expected?: string;
            }[];
        };
        Webhook: {
            id: string;
            project_id?: string | null;
            external_id?: string | null;
            name?: string;
            description?: string;
            /** Format: uri */
            url: string;
            events: (string | {
                [key: string]: unknown;
            })[];
            collections?: string[];
            tables?: string[];
            filter?: {
                [key: string]: unknown;
            } | null;
            dialect?: string;
            active: boolean;
            /** @enum {string} */
            status: "healthy" | "failing" | "paused" | "disabled";
            /** @description Shown when the webhook is created and when the secret is rotated. */
            secret?: string;
            /** Format: date-time */
            previous_secret_expires_at?: string | null;
            signing?: boolean;
            /** @description Every value reads "[set]". */
            headers?: {
                [key: string]: string;
            };
            basic_auth?: {
                username: string;
            } | null;
            retry?: {
                [key: string]: unknown;
            } | null;
            timeout_seconds?: number | null;
            rate_limit?: {
                per_second: number;
            } | null;
            max_in_flight?: number;
            ordering_key?: string | null;
            metadata?: {
                [key: string]: unknown;
            };
            disable_after?: {
                [key: string]: unknown;
            } | null;
            tls?: {
                ca?: string;
            } | null;
            tls_verify?: boolean;
            consecutive_failures?: number;
            /** Format: date-time */
            failing_since?: string | null;
            /** Format: date-time */
            last_success_at?: string | null;
            /** Format: date-time */
            last_failure_at?: string | null;
            /** @enum {string|null} */
            disabled_reason?: "manual" | "failing" | "gone" | null;
            warnings?: string[];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at?: string;
        };
        Secret: {
            secret: string | null;
            previous: {
                secret: string;
                /** Format: date-time */
                expires_at: string;
            }[];
        };
        Delivery: {
            id: string;
            webhook_id: string;
            event_id: string;
            event_type: string;
            /** @enum {string} */
            status: "pending" | "success" | "failed" | "skipped";
            /** @enum {string} */
            failure_reason?: "exhausted" | "rejected" | "blocked" | "unsendable" | "webhook_deleted";
            status_code?: number;
            attempts: number;
            /** Format: date-time */
            next_attempt_at?: string;
            /** Format: date-time */
            delivered_at?: string;
            response_time_ms?: number;
            error?: string;
            error_code?: string;
            replay_of?: string;
            test?: boolean;
            /** Format: date-time */
            created_at: string;
        };
        DeliveryDetail: {
            id: string;
            webhook_id: string;
            event_id: string;
            event_type: string;
            /** @enum {string} */
            status: "pending" | "success" | "failed" | "skipped";
            /** @enum {string} */
            failure_reason?: "exhausted" | "rejected" | "blocked" | "unsendable" | "webhook_deleted";
            status_code?: number;
            attempts: number;
            /** Format: date-time */
            next_attempt_at?: string;
            /** Format: date-time */
            delivered_at?: string;
            response_time_ms?: number;
            error?: string;
            error_code?: string;
            replay_of?: string;
            test?: boolean;
            /** Format: date-time */
            created_at: string;
            request?: {
                method: string;
                url: string;
                body: string;
            };
        };
        Attempt: {
            id: string;
            number: number;
            /** @enum {string} */
            outcome: "success" | "failed" | "blocked" | "unsendable" | "unknown";
            /** Format: date-time */
            started_at: string;
            status_code?: number;
            response_time_ms: number;
            request_headers: {
                [key: string]: string;
            };
            response_headers?: {
                [key: string]: string;
            };
            response_body?: string;
            response_body_cut?: boolean;
            error?: string;
            error_code?: string;
        };
        TestResult: {
            success: boolean;
            delivery_id: string;
            event_id: string;
            id?: string;
            number?: number;
            outcome?: string;
            /** Format: date-time */
            started_at?: string;
            status_code?: number;
            response_time_ms?: number;
            request_headers?: {
                [key: string]: unknown;
            };
            response_headers?: {
                [key: string]: unknown;
            };
            response_body?: string;
            response_body_cut?: boolean;
            error?: string;
            error_code?: string;
        };
        ReplayResults: {
            results: {
                id: string;
                delivery?: components["schemas"]["Delivery"];
                error?: {
                    code: string;
                    message: string;
                };
            }[];
        };
        Event: {
            id: string;
            project_id: string | null;
            type: string;
            version?: number;
            /** Format: date-time */
            occurred_at: string;
            /** Format: date-time */
            created_at: string;
            data: {
                [key: string]: unknown;
            } | null;
            record?: {
                [key: string]: unknown;
            };
            /** @description The event’s name as it was published in the form of Appwrite. */
            appwrite?: string;
            test?: boolean;
            invalid_reason?: string;
        };
        Explanation: {
            event_id: string;
            invalid_reason?: string;
            webhooks: {
                deleted?: boolean;
                outcome: string;
                outcome_reason: string;
                webhook_id: string;
                name: string;
                status?: string;
                matches: boolean;
                code: string;
                reason: string;
                deliveries?: components["schemas"]["Delivery"][];
            }[];
        };
        Table: {
            /** @description As `tables` of a webhook takes it. */
            name: string;
            schema: string;
            table: string;
            /** @enum {string} */
            state: "available" | "watched" | "pending" | "missing";
            key_columns: string[];
            project_column: string | null;
        };
        EventType: {
            name: string;
            version: number;
            /** @enum {string} */
            source: "code" | "api";
            description: string;
            schema?: {
                [key: string]: unknown;
            } | null;
            example?: {
                [key: string]: unknown;
            } | null;
            warnings?: string[];
            /** Format: date-time */
            created_at?: string;
            /** Format: date-time */
            updated_at?: string;
        };
        Recovery: {
            id?: string;
            webhook_id: string;
            project_id?: string | null;
            /** @enum {string} */
            status?: "running" | "paused" | "completed" | "cancelled";
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            until: string;
            statuses: ("failed" | "skipped" | "missing")[];
            event_types?: string[] | null;
            rate_per_second?: number;
            found: number | null;
            queued?: number;
            expired: number;
            outcomes?: {
                pending: number;
                success: number;
                failed: number;
                skipped: number;
            };
            /** Format: date-time */
            created_at?: string;
            /** Format: date-time */
            finished_at?: string | null;
            /** @description True in the answer to a dry run, which has no id and made nothing. */
            dry_run?: boolean;
            failed?: number;
            skipped?: number;
            missing?: number;
            /** @description Of a dry run: false when there is more than was counted. */
            complete?: boolean;
        };
        Stats: {
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            until: string;
            interval_seconds: number;
            totals: {
                deliveries: number;
                success: number;
                failed: number;
                skipped: number;
                attempts: number;
                success_rate: number | null;
                p50_ms: number | null;
                p95_ms: number | null;
            };
            buckets: {
                /** Format: date-time */
                start: string;
                deliveries: number;
                success: number;
                failed: number;
                skipped: number;
                attempts: number;
                success_rate: number | null;
                p50_ms: number | null;
                p95_ms: number | null;
            }[];
        };
        WebhookStats: {
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            until: string;
            webhooks: {
                webhook_id: string;
                deliveries: number;
                success: number;
                failed: number;
                skipped: number;
                attempts: number;
                success_rate: number | null;
                p50_ms: number | null;
                p95_ms: number | null;
            }[];
        };
        Preview: {
            event: {
                id: string;
                type: string;
                /** Format: date-time */
                occurred_at: string;
            };
            matches: boolean;
            code: string;
            reason: string;
            /** @description Every event type that the subscription selects, whatever its filter. */
            matched_types: string[];
            warnings: string[];
            request: {
                method: string;
                url: string;
                headers: {
                    [key: string]: string;
                };
                body: string;
            };
            /** @description The sample that this request is signed with, never the webhook’s own; null when `secret` was given. */
            secret: string | null;
        };
        FilterTest: {
            matches: boolean;
        };
        AuditEntry: {
            id: string;
            project_id?: string | null;
            /** Format: date-time */
            at: string;
            actor: string;
            action: string;
            target: string;
            details?: {
                [key: string]: unknown;
            };
        };
        Session: {
            /** @enum {string} */
            kind: "admin" | "key";
            project_id: string | null;
            /** @description null: every scope. */
            scopes: string[] | null;
            /** @description Goes into `X-CSRF-Token` of everything that changes something; null with a token of its own. */
            csrf_token: string | null;
            /** Format: date-time */
            expires_at: string | null;
        };
        System: {
            version?: string;
            node?: string;
            postgres?: string;
            settings?: {
                [key: string]: unknown;
            };
            dialects: {
                name: string;
                title: string;
            }[];
            egress_addresses: string[];
            processes?: {
                [key: string]: unknown;
            }[];
            webhooks?: {
                healthy: number;
                failing: number;
                paused: number;
                disabled: number;
            };
            leases?: {
                held: number;
                expired: number;
            };
            partitions?: {
                days: number;
                first: string | null;
                last: string | null;
            };
            backlog?: {
                outbox: number;
                queue: number;
                leases: number;
                outbox_lag_seconds?: number;
                oldest_due_seconds?: number;
            };
        };
        PreviewWebhook: {
            webhook_id?: string | null;
            event_id?: string | null;
            event_type?: string | null;
            dialect?: string | null;
            url?: string | null;
            name?: string | null;
            events?: (string | {
                table: string;
                schema?: string;
                operations?: ("INSERT" | "UPDATE" | "DELETE" | "*")[];
            })[] | null;
            collections?: string[] | null;
            tables?: string[] | null;
            filter?: {
                [key: string]: unknown;
            } | null;
            signing?: boolean | null;
            secret?: string | null;
        };
        TestFilter: {
            filter: {
                [key: string]: unknown;
            };
            payload?: {
                [key: string]: unknown;
            } | null;
            event_id?: string | null;
        };
        CreateWebhook: {
            project_id?: string | null;
            external_id?: string | null;
            url: string;
            events: (string | {
                table: string;
                schema?: string;
                operations?: ("INSERT" | "UPDATE" | "DELETE" | "*")[];
            })[];
            secret?: string | null;
            name?: string | null;
            description?: string | null;
            collections?: string[] | null;
            tables?: string[] | null;
            filter?: {
                [key: string]: unknown;
            } | null;
            dialect?: string | null;
            active?: boolean | null;
            signing?: boolean | null;
            tls_verify?: boolean | null;
            tls?: {
                ca?: string | null;
            } | null;
            headers?: {
                [key: string]: string | null;
            } | null;
            basic_auth?: {
                username: string;
                password?: string | null;
            } | null;
            retry?: {
                schedule?: number[] | null;
                max_retries?: number | null;
                backoff_seconds?: number | null;
                jitter?: number | null;
            } | null;
            timeout_seconds?: number | null;
            rate_limit?: {
                per_second: number;
            } | null;
            max_in_flight?: number | null;
            ordering_key?: string | null;
            metadata?: {
                [key: string]: unknown;
            } | null;
            disable_after?: {
                seconds?: number | null;
                failures?: number | null;
            } | null;
        };
        UpdateWebhook: {
            url?: string | null;
            events?: (string | {
                table: string;
                schema?: string;
                operations?: ("INSERT" | "UPDATE" | "DELETE" | "*")[];
            })[] | null;
            secret?: unknown;
            readonly id?: unknown;
            readonly project_id?: unknown;
            readonly external_id?: unknown;
            readonly status?: unknown;
            readonly warnings?: unknown;
            readonly previous_secret_expires_at?: unknown;
            readonly consecutive_failures?: unknown;
            readonly failing_since?: unknown;
            readonly last_success_at?: unknown;
            readonly last_failure_at?: unknown;
            readonly disabled_reason?: unknown;
            readonly created_at?: unknown;
            readonly updated_at?: unknown;
            name?: string | null;
            description?: string | null;
            collections?: string[] | null;
            tables?: string[] | null;
            filter?: {
                [key: string]: unknown;
            } | null;
            dialect?: string | null;
            active?: boolean | null;
            signing?: boolean | null;
            tls_verify?: boolean | null;
            tls?: {
                ca?: string | null;
            } | null;
            headers?: {
                [key: string]: string | null;
            } | null;
            basic_auth?: {
                username: string;
                password?: string | null;
            } | null;
            retry?: {
                schedule?: number[] | null;
                max_retries?: number | null;
                backoff_seconds?: number | null;
                jitter?: number | null;
            } | null;
            timeout_seconds?: number | null;
            rate_limit?: {
                per_second: number;
            } | null;
            max_in_flight?: number | null;
            ordering_key?: string | null;
            metadata?: {
                [key: string]: unknown;
            } | null;
            disable_after?: {
                seconds?: number | null;
                failures?: number | null;
            } | null;
        };
        RotateSecret: {
            secret?: string | null;
            grace_seconds?: number | null;
        };
        TestWebhook: {
            event_type?: string | null;
        };
        ReplayDeliveries: {
            ids: string[];
        };
        PublishEvent: {
            project_id?: string | null;
            id?: string | null;
            /** Format: date-time */
            occurred_at?: string | null;
            type?: string | null;
            data?: {
                [key: string]: unknown;
            } | null;
            record?: {
                schema?: string | null;
                table: string;
                /** @enum {string} */
                operation: "INSERT" | "UPDATE" | "DELETE";
                record?: {
                    [key: string]: unknown;
                } | null;
                old_record?: {
                    [key: string]: unknown;
                } | null;
            } | null;
            appwrite?: {
                event: string;
                payload: {
                    [key: string]: unknown;
                };
            } | null;
        };
        RegisterEventType: {
            name: string;
            description?: string | null;
            version?: number | null;
            schema?: {
                [key: string]: unknown;
            } | null;
            example?: {
                [key: string]: unknown;
            } | null;
        };
        ChangeEventType: {
            description?: string | null;
            version?: number | null;
            schema?: {
                [key: string]: unknown;
            } | null;
            example?: {
                [key: string]: unknown;
            } | null;
            readonly name?: unknown;
            readonly source?: unknown;
            readonly warnings?: unknown;
            readonly created_at?: unknown;
            readonly updated_at?: unknown;
        };
        Recover: {
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            until?: string | null;
            status?: ("failed" | "skipped" | "missing")[] | null;
            event_types?: string[] | null;
            rate_per_second?: number | null;
            dry_run?: boolean | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    ProjectsController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectListView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProjectsController_create: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateProjectDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProjectsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProjectsController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProjectsController_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateProjectDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiKeysController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyListView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiKeysController_create: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKeyDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKeyView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiKeysController_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                project_id?: string | null;
                status?: string | null;
                email?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserListView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_create: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateUserDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    FilesController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileListView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    FilesController_upload: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    FilesController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    FilesController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    FilesController_content: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes as they came, in the content type that they came with. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    PaymentsController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                project_id?: string | null;
                status?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentListView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    PaymentsController_create: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePaymentDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    PaymentsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Session.read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionsController_signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInDto"];
            };
        };
        responses: {
            /** @description The session, with its cookie. It lasts 12 hours. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionsController_signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Preview.preview": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PreviewWebhook"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "FilterTest.test": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TestFilter"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilterTest"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Webhooks.list": {
        parameters: {
            query?: {
                search?: string;
                status?: "healthy" | "failing" | "paused" | "disabled";
                project_id?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        webhooks: components["schemas"]["Webhook"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Webhooks.create": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreateWebhook"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Webhooks.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Webhooks.put": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UpdateWebhook"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Webhooks.remove": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Webhooks.patch": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UpdateWebhook"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Webhooks.pause": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Webhooks.resume": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Webhooks.enable": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "WebhookSecrets.reveal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Secret"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "WebhookSecrets.rotate": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateSecret"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "WebhookSecrets.finish": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "WebhookTest.send": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TestWebhook"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestResult"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "WebhookDeliveries.list": {
        parameters: {
            query?: {
                status?: string;
                status_code?: string;
                event_type?: string;
                since?: string;
                until?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deliveries: components["schemas"]["Delivery"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Deliveries.list": {
        parameters: {
            query?: {
                webhook_id?: string;
                event_id?: string;
                project_id?: string;
                limit?: number;
                cursor?: string;
                status?: string;
                status_code?: string;
                event_type?: string;
                since?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deliveries: components["schemas"]["Delivery"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Deliveries.replayAll": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReplayDeliveries"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayResults"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Deliveries.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryDetail"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Deliveries.attempts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: components["schemas"]["Attempt"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Deliveries.replay": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Events.list": {
        parameters: {
            query?: {
                type?: string;
                since?: string;
                until?: string;
                project_id?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: components["schemas"]["Event"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Events.publish": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PublishEvent"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Events.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Events.explain": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Events.erase": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "EventTypes.list": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        event_types: components["schemas"]["EventType"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "EventTypes.register": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RegisterEventType"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventType"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "EventTypes.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventType"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "EventTypes.change": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChangeEventType"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventType"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "WebhookRecoveries.recover": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Recover"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recovery"];
                };
            };
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recovery"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "WebhookRecoveries.list": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recoveries: components["schemas"]["Recovery"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Recoveries.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recovery"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Recoveries.cancel": {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recovery"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Stats.read": {
        parameters: {
            query?: {
                since?: string;
                until?: string;
                interval?: string;
                webhook_id?: string;
                project_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Stats.byWebhook": {
        parameters: {
            query?: {
                since?: string;
                until?: string;
                project_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookStats"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Tables.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tables: components["schemas"]["Table"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Stream.watch": {
        parameters: {
            query?: {
                webhook_id?: string;
                project_id?: string;
                topic?: "deliveries" | "events";
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events `open` and `heartbeat`, and a `delivery` with a Delivery, or an `event` with an Event, as JSON in its data. With `Last-Event-ID`, which an EventSource sends by itself, what came meanwhile comes first; what ended in the two seconds before may come again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Audit.list": {
        parameters: {
            query?: {
                project_id?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        entries: components["schemas"]["AuditEntry"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "System.read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["System"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhook.file.uploaded": {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event; the same in every attempt. */
                "webhook-id": string;
                /** @description Time of this attempt, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces. */
                "webhook-signature": string;
                /** @description Hex HMAC-SHA256 of the body. */
                "X-Webhook-Signature": string;
                /** @description Id of the delivery. */
                "X-Posthorn-Delivery": string;
                /** @description Number of this attempt, from 1. */
                "X-Posthorn-Attempt": string;
                /** @description Id of the event, the same in every dialect, attempt and replay. */
                "X-Posthorn-Event": string;
                /** @description Names the sender and its version. */
                "User-Agent": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17",
                 *       "type": "file.uploaded",
                 *       "created_at": "2025-11-02T10:30:00Z",
                 *       "data": {
                 *         "id": "file_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "project_id": "proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "name": "invoice.pdf",
                 *         "content_type": "application/pdf",
                 *         "size": 48213,
                 *         "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                 *         "created_at": "2026-01-15T12:30:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Id of the event; repeat deliveries carry the same. */
                    id: string;
                    /** @constant */
                    type: "file.uploaded";
                    /**
                     * Format: date-time
                     * @description When it happened, UTC, to the second.
                     */
                    created_at: string;
                    data: {
                        id: string;
                        project_id: string;
                        name: string;
                        content_type: string;
                        size: number;
                        sha256: string;
                        created_at: string | unknown | unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Gone: the webhook is disabled at once. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Received. Any other status, and no answer in time, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "webhook.payment.failed": {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event; the same in every attempt. */
                "webhook-id": string;
                /** @description Time of this attempt, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces. */
                "webhook-signature": string;
                /** @description Hex HMAC-SHA256 of the body. */
                "X-Webhook-Signature": string;
                /** @description Id of the delivery. */
                "X-Posthorn-Delivery": string;
                /** @description Number of this attempt, from 1. */
                "X-Posthorn-Attempt": string;
                /** @description Id of the event, the same in every dialect, attempt and replay. */
                "X-Posthorn-Event": string;
                /** @description Names the sender and its version. */
                "User-Agent": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17",
                 *       "type": "payment.failed",
                 *       "created_at": "2025-11-02T10:30:00Z",
                 *       "data": {
                 *         "id": "pay_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "project_id": "proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "amount": 1999,
                 *         "currency": "EUR",
                 *         "source": "tok_chargeDeclined",
                 *         "status": "failed",
                 *         "failure_code": "card_declined",
                 *         "failure_message": "The card was declined.",
                 *         "created_at": "2026-01-15T12:30:00.000Z",
                 *         "updated_at": "2026-01-15T12:30:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Id of the event; repeat deliveries carry the same. */
                    id: string;
                    /** @constant */
                    type: "payment.failed";
                    /**
                     * Format: date-time
                     * @description When it happened, UTC, to the second.
                     */
                    created_at: string;
                    data: {
                        id: string;
                        project_id: string;
                        amount: number;
                        currency: string;
                        source: string;
                        /** @enum {string} */
                        status: "processing" | "succeeded" | "failed";
                        failure_code?: string | null;
                        failure_message?: string | null;
                        created_at: string | unknown | unknown;
                        updated_at: string | unknown | unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Gone: the webhook is disabled at once. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Received. Any other status, and no answer in time, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "webhook.payment.succeeded": {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event; the same in every attempt. */
                "webhook-id": string;
                /** @description Time of this attempt, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces. */
                "webhook-signature": string;
                /** @description Hex HMAC-SHA256 of the body. */
                "X-Webhook-Signature": string;
                /** @description Id of the delivery. */
                "X-Posthorn-Delivery": string;
                /** @description Number of this attempt, from 1. */
                "X-Posthorn-Attempt": string;
                /** @description Id of the event, the same in every dialect, attempt and replay. */
                "X-Posthorn-Event": string;
                /** @description Names the sender and its version. */
                "User-Agent": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17",
                 *       "type": "payment.succeeded",
                 *       "created_at": "2025-11-02T10:30:00Z",
                 *       "data": {
                 *         "id": "pay_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "project_id": "proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "amount": 1999,
                 *         "currency": "EUR",
                 *         "source": "tok_visa",
                 *         "status": "succeeded",
                 *         "failure_code": null,
                 *         "failure_message": null,
                 *         "created_at": "2026-01-15T12:30:00.000Z",
                 *         "updated_at": "2026-01-15T12:30:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Id of the event; repeat deliveries carry the same. */
                    id: string;
                    /** @constant */
                    type: "payment.succeeded";
                    /**
                     * Format: date-time
                     * @description When it happened, UTC, to the second.
                     */
                    created_at: string;
                    data: {
                        id: string;
                        project_id: string;
                        amount: number;
                        currency: string;
                        source: string;
                        /** @enum {string} */
                        status: "processing" | "succeeded" | "failed";
                        failure_code?: string | null;
                        failure_message?: string | null;
                        created_at: string | unknown | unknown;
                        updated_at: string | unknown | unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Gone: the webhook is disabled at once. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Received. Any other status, and no answer in time, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "webhook.project.created": {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event; the same in every attempt. */
                "webhook-id": string;
                /** @description Time of this attempt, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces. */
                "webhook-signature": string;
                /** @description Hex HMAC-SHA256 of the body. */
                "X-Webhook-Signature": string;
                /** @description Id of the delivery. */
                "X-Posthorn-Delivery": string;
                /** @description Number of this attempt, from 1. */
                "X-Posthorn-Attempt": string;
                /** @description Id of the event, the same in every dialect, attempt and replay. */
                "X-Posthorn-Event": string;
                /** @description Names the sender and its version. */
                "User-Agent": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17",
                 *       "type": "project.created",
                 *       "created_at": "2025-11-02T10:30:00Z",
                 *       "data": {
                 *         "id": "proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "name": "Northwind",
                 *         "description": "Orders of the northern shops",
                 *         "metadata": {
                 *           "plan": "team"
                 *         },
                 *         "created_at": "2026-01-15T12:00:00.000Z",
                 *         "updated_at": "2026-01-15T12:00:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Id of the event; repeat deliveries carry the same. */
                    id: string;
                    /** @constant */
                    type: "project.created";
                    /**
                     * Format: date-time
                     * @description When it happened, UTC, to the second.
                     */
                    created_at: string;
                    data: {
                        id: string;
                        name: string;
                        description?: string | null;
                        metadata: Record<string, never>;
                        created_at: string | unknown | unknown;
                        updated_at: string | unknown | unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Gone: the webhook is disabled at once. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Received. Any other status, and no answer in time, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "webhook.project.deleted": {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event; the same in every attempt. */
                "webhook-id": string;
                /** @description Time of this attempt, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces. */
                "webhook-signature": string;
                /** @description Hex HMAC-SHA256 of the body. */
                "X-Webhook-Signature": string;
                /** @description Id of the delivery. */
                "X-Posthorn-Delivery": string;
                /** @description Number of this attempt, from 1. */
                "X-Posthorn-Attempt": string;
                /** @description Id of the event, the same in every dialect, attempt and replay. */
                "X-Posthorn-Event": string;
                /** @description Names the sender and its version. */
                "User-Agent": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17",
                 *       "type": "project.deleted",
                 *       "created_at": "2025-11-02T10:30:00Z",
                 *       "data": {
                 *         "id": "proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "name": "Northwind",
                 *         "description": "Orders of the northern shops",
                 *         "metadata": {
                 *           "plan": "team"
                 *         },
                 *         "created_at": "2026-01-15T12:00:00.000Z",
                 *         "updated_at": "2026-01-15T12:00:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Id of the event; repeat deliveries carry the same. */
                    id: string;
                    /** @constant */
                    type: "project.deleted";
                    /**
                     * Format: date-time
                     * @description When it happened, UTC, to the second.
                     */
                    created_at: string;
                    data: {
                        id: string;
                        name: string;
                        description?: string | null;
                        metadata: Record<string, never>;
                        created_at: string | unknown | unknown;
                        updated_at: string | unknown | unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Gone: the webhook is disabled at once. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Received. Any other status, and no answer in time, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "webhook.project.updated": {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event; the same in every attempt. */
                "webhook-id": string;
                /** @description Time of this attempt, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces. */
                "webhook-signature": string;
                /** @description Hex HMAC-SHA256 of the body. */
                "X-Webhook-Signature": string;
                /** @description Id of the delivery. */
                "X-Posthorn-Delivery": string;
                /** @description Number of this attempt, from 1. */
                "X-Posthorn-Attempt": string;
                /** @description Id of the event, the same in every dialect, attempt and replay. */
                "X-Posthorn-Event": string;
                /** @description Names the sender and its version. */
                "User-Agent": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17",
                 *       "type": "project.updated",
                 *       "created_at": "2025-11-02T10:30:00Z",
                 *       "data": {
                 *         "id": "proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "name": "Northwind Traders",
                 *         "description": "Orders of the northern shops",
                 *         "metadata": {
                 *           "plan": "team"
                 *         },
                 *         "created_at": "2026-01-15T12:00:00.000Z",
                 *         "updated_at": "2026-01-15T12:00:00.000Z",
                 *         "previous": {
                 *           "name": "Northwind"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Id of the event; repeat deliveries carry the same. */
                    id: string;
                    /** @constant */
                    type: "project.updated";
                    /**
                     * Format: date-time
                     * @description When it happened, UTC, to the second.
                     */
                    created_at: string;
                    data: {
                        previous: {
                            name?: string | null;
                            description?: string | null;
                            metadata?: Record<string, never> | null;
                        };
                        id: string;
                        name: string;
                        description?: string | null;
                        metadata: Record<string, never>;
                        created_at: string | unknown | unknown;
                        updated_at: string | unknown | unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Gone: the webhook is disabled at once. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Received. Any other status, and no answer in time, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "webhook.user.created": {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event; the same in every attempt. */
                "webhook-id": string;
                /** @description Time of this attempt, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces. */
                "webhook-signature": string;
                /** @description Hex HMAC-SHA256 of the body. */
                "X-Webhook-Signature": string;
                /** @description Id of the delivery. */
                "X-Posthorn-Delivery": string;
                /** @description Number of this attempt, from 1. */
                "X-Posthorn-Attempt": string;
                /** @description Id of the event, the same in every dialect, attempt and replay. */
                "X-Posthorn-Event": string;
                /** @description Names the sender and its version. */
                "User-Agent": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17",
                 *       "type": "user.created",
                 *       "created_at": "2025-11-02T10:30:00Z",
                 *       "data": {
                 *         "id": "user_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "project_id": "proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "name": "John Doe",
                 *         "email": "john@example.com",
                 *         "status": "active",
                 *         "created_at": "2026-01-15T12:30:00.000Z",
                 *         "updated_at": "2026-01-15T12:30:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Id of the event; repeat deliveries carry the same. */
                    id: string;
                    /** @constant */
                    type: "user.created";
                    /**
                     * Format: date-time
                     * @description When it happened, UTC, to the second.
                     */
                    created_at: string;
                    data: {
                        id: string;
                        project_id: string;
                        name: string;
                        /** Format: email */
                        email: string;
                        /** @enum {string} */
                        status: "active" | "inactive" | "pending" | "suspended" | "disabled";
                        created_at: string | unknown | unknown;
                        updated_at: string | unknown | unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Gone: the webhook is disabled at once. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Received. Any other status, and no answer in time, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "webhook.user.deleted": {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event; the same in every attempt. */
                "webhook-id": string;
                /** @description Time of this attempt, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces. */
                "webhook-signature": string;
                /** @description Hex HMAC-SHA256 of the body. */
                "X-Webhook-Signature": string;
                /** @description Id of the delivery. */
                "X-Posthorn-Delivery": string;
                /** @description Number of this attempt, from 1. */
                "X-Posthorn-Attempt": string;
                /** @description Id of the event, the same in every dialect, attempt and replay. */
                "X-Posthorn-Event": string;
                /** @description Names the sender and its version. */
                "User-Agent": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17",
                 *       "type": "user.deleted",
                 *       "created_at": "2025-11-02T10:30:00Z",
                 *       "data": {
                 *         "id": "user_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "project_id": "proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "name": "John Doe",
                 *         "email": "john@example.com",
                 *         "status": "active",
                 *         "created_at": "2026-01-15T12:30:00.000Z",
                 *         "updated_at": "2026-01-15T12:30:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Id of the event; repeat deliveries carry the same. */
                    id: string;
                    /** @constant */
                    type: "user.deleted";
                    /**
                     * Format: date-time
                     * @description When it happened, UTC, to the second.
                     */
                    created_at: string;
                    data: {
                        id: string;
                        project_id: string;
                        name: string;
                        /** Format: email */
                        email: string;
                        /** @enum {string} */
                        status: "active" | "inactive" | "pending" | "suspended" | "disabled";
                        created_at: string | unknown | unknown;
                        updated_at: string | unknown | unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Gone: the webhook is disabled at once. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Received. Any other status, and no answer in time, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "webhook.user.updated": {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event; the same in every attempt. */
                "webhook-id": string;
                /** @description Time of this attempt, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces. */
                "webhook-signature": string;
                /** @description Hex HMAC-SHA256 of the body. */
                "X-Webhook-Signature": string;
                /** @description Id of the delivery. */
                "X-Posthorn-Delivery": string;
                /** @description Number of this attempt, from 1. */
                "X-Posthorn-Attempt": string;
                /** @description Id of the event, the same in every dialect, attempt and replay. */
                "X-Posthorn-Event": string;
                /** @description Names the sender and its version. */
                "User-Agent": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17",
                 *       "type": "user.updated",
                 *       "created_at": "2025-11-02T10:30:00Z",
                 *       "data": {
                 *         "id": "user_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "project_id": "proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7",
                 *         "name": "John H. Doe",
                 *         "email": "john@example.com",
                 *         "status": "active",
                 *         "created_at": "2026-01-15T12:30:00.000Z",
                 *         "updated_at": "2026-01-15T12:30:00.000Z",
                 *         "previous": {
                 *           "name": "John Doe"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Id of the event; repeat deliveries carry the same. */
                    id: string;
                    /** @constant */
                    type: "user.updated";
                    /**
                     * Format: date-time
                     * @description When it happened, UTC, to the second.
                     */
                    created_at: string;
                    data: {
                        previous: {
                            name?: string | null;
                            /** Format: email */
                            email?: string | null;
                            /** @enum {string|null} */
                            status?: "active" | "inactive" | "pending" | "suspended" | "disabled" | null;
                        };
                        id: string;
                        project_id: string;
                        name: string;
                        /** Format: email */
                        email: string;
                        /** @enum {string} */
                        status: "active" | "inactive" | "pending" | "suspended" | "disabled";
                        created_at: string | unknown | unknown;
                        updated_at: string | unknown | unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Gone: the webhook is disabled at once. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Received. Any other status, and no answer in time, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
