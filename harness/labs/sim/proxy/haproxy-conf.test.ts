import { expect } from 'chai';
import { readHaproxy } from './haproxy-conf.ts';

const CONF = `global
    user haproxy
defaults
    mode http
    timeout connect 200ms # a comment
    timeout check 1s
    retries 1
    option redispatch
    option http-server-close
frontend web
    bind 10.0.0.200:8000,:80
    monitor-uri /alive
    default_backend tasks
backend tasks
    default-server check inter 500 fall 2
    server a 10.0.0.11:8080
    server b 10.0.0.12:8080 inter 1s rise 4 no-check
`;
const edit = (from: string, to: string) => {
	expect(CONF).to.include(from);
	return CONF.replace(from, to);
};

describe('haproxy.cfg', () => {
	it('says which servers are asked, how they are checked, and what is tried again', () => {
		expect(readHaproxy(CONF, 80)).to.deep.equal({
			servers: [
				{ name: 'a', address: '10.0.0.11', port: 8080, isChecked: true, interUs: 500_000, rise: 2, fall: 2 },
				{ name: 'b', address: '10.0.0.12', port: 8080, isChecked: false, interUs: 1_000_000, rise: 4, fall: 2 },
			],
			connectUs: 200_000,
			checkUs: 1_000_000,
			retries: 1,
			redispatches: true,
			closes: true,
			monitorUri: '/alive',
			unread: [],
		});
	});
	it('has HAProxy’s own defaults', () => {
		const bare = readHaproxy('listen web\n bind *:80\n server a 10.0.0.11:80 check\n', 80);
		expect(bare).to.deep.include({
			connectUs: null,
			checkUs: null,
			retries: 3,
			redispatches: false,
			closes: false,
			monitorUri: null,
		});
		expect(bare?.servers[0]).to.deep.include({ isChecked: true, interUs: 2_000_000, rise: 2, fall: 3 });
	});
	it('is overruled by what stands later', () => {
		expect(readHaproxy(edit('\nbackend tasks', '\nbackend tasks\n    no option redispatch\n    retries 5'), 80)).to.deep.include({
			redispatches: false,
			retries: 5,
		});
		expect(readHaproxy(edit('option redispatch', 'option redispatch 0'), 80)?.redispatches).to.equal(false);
		// The last `defaults` before a section counts, and no other.
		expect(readHaproxy(edit('\nbackend tasks', '\ndefaults\nbackend tasks'), 80)).to.deep.include({ retries: 3, closes: false });
		expect(readHaproxy(`${CONF}defaults\n    retries 9\n`, 80)?.retries).to.equal(1);
	});
	it('is not read where nobody listens on the port, nothing stands behind it, or a server has no address', () => {
		expect(readHaproxy(CONF, 443)).to.equal(null);
		expect(readHaproxy(edit('default_backend tasks', 'default_backend other'), 80)).to.equal(null);
		expect(readHaproxy(edit('10.0.0.12:8080', 'web2.example.com:8080'), 80)).to.equal(null);
		expect(readHaproxy('', 80)).to.equal(null);
	});
	it('names what nobody here acts on, with its line', () => {
		const told = (text: string) => readHaproxy(text, 80)?.unread;
		expect(told(edit('    monitor-uri /alive', '    use_backend other if { path /x }'))).to.deep.equal([
			{ line: 12, what: 'use_backend other if { path /x }' },
		]);
		expect(told(edit('fall 2', 'fall 2 on-marked-down shutdown-sessions'))?.map(({ line }) => line)).to.deep.equal([15]);
		expect(told(edit('retries 1', 'timeout server 5s'))?.map(({ what }) => what)).to.deep.equal(['timeout server 5s']);
		expect(told(edit('    default-server', '    balance source\n    default-server'))).to.deep.equal([
			{ line: 15, what: 'balance source' },
		]);
	});
});
