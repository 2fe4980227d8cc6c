// What browsers have, and Node before 22 has not.
import WebSocket from 'ws'

globalThis.WebSocket ??= WebSocket
