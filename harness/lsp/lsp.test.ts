import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { CodeAction, CompletionItem, Diagnostic, Hover } from 'vscode-languageserver-protocol';
import {
	createMessageConnection,
	type MessageConnection,
	StreamMessageReader,
	StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { packageRoot } from '../base/paths.ts';
import { until } from '../base/until.ts';

const PASSWORD = 'hunter2hunter2';
const text = (id: number, more = '') => `vrrp_instance VI_1 {
	state BACKUP
	interface eth0
	virtual_router_id ${id}
	priorty 100
	authentication {
		auth_type PASS
		auth_pass ${PASSWORD}
	}
	virtual_ipaddress {
		10.0.0.1/24
	}
	${more}
}
`;

describe('vipdrill lsp', function () {
	this.timeout(60_000);
	let folder: string;
	let server: ChildProcess;
	let client: MessageConnection;
	let ended: Promise<number | null>;
	const told = new Map<string, Diagnostic[]>();
	const uri = (host: string) => pathToFileURL(join(folder, host, 'keepalived.conf')).href;

	const start = () => {
		server = spawn(process.execPath, [join(packageRoot, 'bin/vipdrill.js'), 'lsp', '--stdio'], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		ended = new Promise((resolve) => server.on('exit', resolve));
	};
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-lsp-'));
		writeFileSync(join(folder, 'cluster.yaml'), 'name: c\n');
		for (const [host, id] of [
			['a', 51],
			['b', 52],
		] as const) {
			mkdirSync(join(folder, host));
			writeFileSync(join(folder, host, 'keepalived.conf'), text(id));
		}
		told.clear();
		start();
		client = createMessageConnection(
			new StreamMessageReader(server.stdout as NodeJS.ReadableStream),
			new StreamMessageWriter(server.stdin as NodeJS.WritableStream),
		);
		client.onNotification('textDocument/publishDiagnostics', (one: { uri: string; diagnostics: Diagnostic[] }) => {
			told.set(one.uri, one.diagnostics);
		});
		client.onError(() => {});
		client.listen();
		const { capabilities } = await client.sendRequest<{ capabilities: Record<string, unknown> }>('initialize', {
			processId: process.pid,
			rootUri: null,
			capabilities: {},
		});
		expect(capabilities).to.include({ hoverProvider: true });
		await client.sendNotification('initialized', {});
	});
	afterEach(() => {
		client.dispose();
		if (server.exitCode === null) server.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	});
	const open = (host: string, content: string) =>
		client.sendNotification('textDocument/didOpen', {
			textDocument: { uri: uri(host), languageId: 'keepalived', version: 1, text: content },
		});
	const findings = (host: string, test: (all: Diagnostic[]) => boolean) =>
		until(
			'findings are told',
			async () => {
				const all = told.get(uri(host));
				return all && test(all) ? all : undefined;
			},
			{ timeoutMs: 20_000, intervalMs: 20 },
		);

	it('tells what is wrong in a buffer that is not saved, and no password', async () => {
		await open('a', text(51, 'advert_int abc'));
		const all = await findings('a', (some) => some.length > 0);
		expect(all.map(({ range }) => range.start.line)).to.include.members([4, 12]);
		expect(JSON.stringify(all)).not.to.include(PASSWORD);
		expect(all.find(({ range }) => range.start.line === 4)).to.deep.include({
			source: 'vipdrill',
			range: { start: { line: 4, character: 1 }, end: { line: 4, character: 8 } },
		});
	});
	it('holds the file against those of the other hosts', async () => {
		await open('a', text(51));
		const alone = await findings('a', (some) => some.length > 0);
		expect(
			alone.some(({ message }) => /virtual_router_id/.test(String(message))),
			JSON.stringify(alone.map(({ message }) => message)),
		).to.equal(true);
	});
	it('looks again when the text changes, and takes everything back when it is closed', async () => {
		await open('a', text(51));
		await findings('a', (some) => some.some(({ range }) => range.start.line === 4));
		const range = { start: { line: 4, character: 1 }, end: { line: 4, character: 8 } };
		await client.sendNotification('textDocument/didChange', {
			textDocument: { uri: uri('a'), version: 2 },
			contentChanges: [{ range, text: 'priority' }],
		});
		await findings('a', (some) => !some.some(({ range: at }) => at.start.line === 4));
		await client.sendNotification('textDocument/didClose', { textDocument: { uri: uri('a') } });
		await findings('a', (some) => some.length === 0);
	});
	it('explains the keyword under the cursor at its place', async () => {
		await open('a', text(51));
		const hover = await client.sendRequest<Hover>('textDocument/hover', {
			textDocument: { uri: uri('a') },
			position: { line: 3, character: 5 },
		});
		expect(JSON.stringify(hover)).to.include('virtual_router_id <int 1..255>');
		expect(
			await client.sendRequest('textDocument/hover', { textDocument: { uri: uri('a') }, position: { line: 10, character: 5 } }),
		).to.equal(null);
	});
	it('offers the keywords of the block', async () => {
		await open('a', text(51));
		const at = (line: number, character: number) =>
			client.sendRequest<CompletionItem[]>('textDocument/completion', {
				textDocument: { uri: uri('a') },
				position: { line, character },
			});
		const inInstance = (await at(4, 4)).map(({ label }) => label);
		expect(inInstance).to.include.members(['priority', 'advert_int']).and.not.include('vrrp_instance');
		expect((await at(0, 2)).map(({ label }) => label)).to.include('vrrp_instance');
		expect(await at(10, 2)).to.deep.equal([]);
		// Not what came with a later version.
		expect(inInstance).not.to.include('owner_ignore_adverts');
	});
	it('puts two keywords onto two lines', async () => {
		await open('a', text(51, 'advert_int 1 priority 100'));
		await findings('a', (some) => some.some(({ range }) => range.start.line === 12));
		const range = { start: { line: 12, character: 1 }, end: { line: 12, character: 1 } };
		const actions = await client.sendRequest<CodeAction[]>('textDocument/codeAction', {
			textDocument: { uri: uri('a') },
			range,
			context: { diagnostics: [] },
		});
		expect(actions.flatMap(({ edit }) => edit?.changes?.[uri('a')] ?? [])).to.deep.equal([
			{ range: { start: { line: 12, character: 13 }, end: { line: 12, character: 14 } }, newText: '\n\t' },
		]);
	});
	it('ends with 0 after shutdown and exit', async () => {
		await client.sendRequest('shutdown');
		await client.sendNotification('exit');
		expect(await ended).to.equal(0);
	});
	it('ends with 1 where the editor is gone without a word', async () => {
		server.stdin?.end();
		expect(await ended).to.equal(1);
	});
	it('ends after bytes that are no message', async () => {
		server.stdin?.write('Content-Length: 5\r\n\r\n{{{{{Content-Length: x\r\n\r\n\0\0');
		server.stdin?.end();
		expect(await ended).to.equal(1);
	});
});
