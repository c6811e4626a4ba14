import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { plugScript } from './cable.ts';

const place = {
	network: 'lab',
	nic: 'ens3',
	mac: '02:42:0a:00:00:01',
	address: '10.0.0.1/24',
	address6: null,
	gateway: '10.0.0.254',
};
const plug = { ...place, cable: 'v1a2b3c-9f3e', bridge: 'br-0123456789ab' };
const LAB = '1a2b3c';

describe('plugScript', () => {
	it('lays a cable from the bridge to the NIC, with the cluster’s addresses', () => {
		const script = plugScript(4711, [plug], LAB).text;
		expect(script).to.include(
			'ip link add v1a2b3c-9f3e up master br-0123456789ab type veth peer name ens3 address 02:42:0a:00:00:01 netns 4711\n',
		);
		expect(script).to.include('ip address replace 10.0.0.1/24 broadcast + dev ens3');
		expect(script).to.include('ip route replace default via 10.0.0.254 dev ens3');
	});
	it('keeps to the kernel’s limit for names of links, 15 characters', () => {
		expect(plug.cable.length).to.be.at.most(15);
	});
	it('sets no route where the machine is the router, and no hardware address where none is planned', () => {
		const script = plugScript(4711, [{ ...plug, nic: 'eth1', mac: null, gateway: null }], LAB).text;
		expect(script).not.to.include('ip route');
		expect(script).to.include('peer name eth1  netns 4711\n');
	});
	it('writes the lab’s id into the machine, so that the agents know whose it is', () => {
		expect(plugScript(4711, [plug], LAB).text).to.include('echo 1a2b3c > /proc/4711/root/run/vipdrill-plugged');
	});
	it('tells the machine that it is plugged in once all its NICs are there', () => {
		const lines = plugScript(4711, [plug, { ...plug, nic: 'eth1', gateway: null }], LAB).text.split('\n');
		const at = (text: string) => lines.findIndex((line) => line.includes(text));
		expect(at('peer name ens3')).to.be.above(-1);
		expect(at('peer name eth1')).to.be.above(at('peer name ens3'));
		expect(at('vipdrill-plugged')).to.equal(lines.length - 1);
	});
	it('has no IPv6 unless the segment has', () => {
		expect(plugScript(4711, [plug], LAB).text).to.include('echo 1 > /proc/sys/net/ipv6/conf/ens3/disable_ipv6');
		const six = plugScript(4711, [{ ...plug, address6: 'fd00:10::1/64' }], LAB).text;
		expect(six).to.include('echo 0 > /proc/sys/net/ipv6/conf/ens3/disable_ipv6');
		expect(six).to.include('ip -6 address replace fd00:10::1/64 dev ens3 nodad');
	});
	it('runs no part of a NIC’s name', () => {
		const folder = mkdtempSync(join(tmpdir(), 'vipdrill-nic-'));
		const nic = '$(>pwned);>own';
		const { text } = plugScript(process.pid, [{ ...plug, nic }], LAB);
		// The commands themselves are replaced; what is left is what the shell makes of the words.
		const bin = mkdtempSync(join(tmpdir(), 'vipdrill-bin-'));
		writeFileSync(join(bin, 'ip'), '#!/bin/sh\nprintf "%s\\n" "$*"\n', { mode: 0o755 });
		writeFileSync(join(bin, 'nsenter'), '#!/bin/sh\nshift 3\nexec "$@"\n', { mode: 0o755 });
		const script = (text.split('echo 1a2b3c')[0] ?? '').replaceAll('/proc/sys', '/nowhere');
		const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
		const said = execFileSync('sh', ['-ec', script], { cwd: folder, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] });
		expect(said).to.include(`peer name ${nic} address`).and.include(`link set dev ${nic} up`);
		expect(readdirSync(folder)).to.deep.equal([]);
		rmSync(bin, { recursive: true });
		rmSync(folder, { recursive: true });
	});
});
