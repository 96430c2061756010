/**
 * Runs the application (the module named by the first argument) as a child that never outlives the demo: the channel
 * between them closes when the demo ends, however it ends, and the application then shuts down as on SIGTERM.
 */
const [, , main] = process.argv;
if (main === undefined) throw new Error('Usage: serve.js <url of the application>');
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening must not by itself keep the application alive.
process.channel?.unref();
await import(main);
