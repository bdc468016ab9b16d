/** What ONNX Runtime's library reads of the environment when it is loaded, whichever way it is reached. */

/** Usage data is not sent, and a model cannot bring session options along. */
export function prepareLibraryEnvironment(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  delete process.env['ORT_LOAD_CONFIG_FROM_MODEL'];
}
