import type { Readable, Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createConnection, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../base/version.ts';
import { withoutSecrets } from '../base/without-secrets.ts';
import type { Finding } from '../lint/finding.ts';
import { actionsFor, completionsAt, diagnosticOf, hoverAt } from './answers.ts';
import { findingsOf } from './findings.ts';

/** Typing is waited for so long before a file is looked at again. */
const QUIET_MS = 150;

/** Speaks the language server protocol until the editor says exit or its stream ends. Resolves to true where it was told to shut down before, as the protocol asks. */
export function serve(input: Readable, output: Writable): Promise<boolean> {
	return new Promise((resolve) => {
		const watch = { shutdownReceived: false, initialize: () => {}, exit: () => resolve(watch.shutdownReceived) };
		const streams = (logger: Parameters<typeof createProtocolConnection>[2]) =>
			createProtocolConnection(new StreamMessageReader(input), new StreamMessageWriter(output), logger);
		const connection = createConnection(streams, watch);
		input.on('end', () => resolve(watch.shutdownReceived)).on('close', () => resolve(watch.shutdownReceived));
		const documents = new TextDocuments(TextDocument);
		const findings = new Map<string, Finding[]>();
		const timers = new Map<string, NodeJS.Timeout>();

		const look = async (uri: string) => {
			const path = pathOf(uri);
			const open = new Map(
				documents.all().flatMap((one) => (pathOf(one.uri) === null ? [] : [[pathOf(one.uri) as string, one.getText()] as const])),
			);
			const document = documents.get(uri);
			if (path === null || !document) return;
			let found: Finding[] = [];
			try {
				found = await findingsOf(path, open);
			} catch (error) {
				connection.console.error(withoutSecrets(error instanceof Error ? error.message : String(error)));
			}
			findings.set(uri, found);
			const diagnostics = found.filter(({ at }) => at.file === path).map((one) => diagnosticOf(one, uriOf));
			await connection.sendDiagnostics({ uri, version: document.version, diagnostics });
		};
		const lookSoon = (uri: string) => {
			clearTimeout(timers.get(uri));
			timers.set(
				uri,
				setTimeout(() => void look(uri), QUIET_MS),
			);
		};

		connection.onInitialize(() => ({
			serverInfo: { name: 'vipdrill', version },
			capabilities: {
				textDocumentSync: TextDocumentSyncKind.Incremental,
				hoverProvider: true,
				completionProvider: {},
				codeActionProvider: { codeActionKinds: ['quickfix'] },
			},
		}));
		documents.onDidChangeContent(({ document }) => {
			// What another host's file says may change what is wrong here.
			for (const { uri } of [document, ...documents.all().filter(({ uri: other }) => other !== document.uri)]) lookSoon(uri);
		});
		documents.onDidClose(({ document: { uri } }) => {
			clearTimeout(timers.get(uri));
			findings.delete(uri);
			void connection.sendDiagnostics({ uri, diagnostics: [] });
		});
		connection.onHover(({ textDocument: { uri }, position: { line, character } }) =>
			hoverAt(documents.get(uri)?.getText() ?? '', line, character),
		);
		connection.onCompletion(({ textDocument: { uri }, position: { line, character } }) =>
			completionsAt(documents.get(uri)?.getText() ?? '', line, character),
		);
		connection.onCodeAction(({ textDocument: { uri }, range }) =>
			actionsFor(findings.get(uri) ?? [], pathOf(uri) ?? '', range, uriOf),
		);
		documents.listen(connection);
		connection.listen();
	});
}

/** Null for a document that is no file. */
function pathOf(uri: string): string | null {
	try {
		return fileURLToPath(uri);
	} catch {
		return null;
	}
}

const uriOf = (path: string) => pathToFileURL(path).href;
