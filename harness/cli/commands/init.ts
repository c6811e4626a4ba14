import { Command } from 'commander';
import { jobsOption, positiveInteger } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Asks only for what neither flags nor files say. Without a terminal, or with --yes, it asks nothing, and names the flags that are missing.
Writes nothing until all of it is right, and never over a file that is there, unless --force says so. Without --keepalived it writes a
keepalived.conf for each host, with checks of dockerd and of the published port.

Examples:
  vipdrill init mine
  vipdrill init mine --keepalived a=./a/keepalived.conf --keepalived b=./b/keepalived.conf --host a=10.0.0.11 --host b=10.0.0.12 \\
      --stack ./stack.yml --subnet 10.0.0.0/24
  vipdrill init mine --yes --host a=10.0.0.11 --host b=10.0.0.12 --vip 10.0.0.200 --subnet 10.0.0.0/24 --interface eth0 \\
      --service web --image nginx --published 80 --target 80
  vipdrill init mine --keepalived lb1=./lb1.conf --keepalived lb2=./lb2.conf --host lb1=10.0.0.11 --host lb2=10.0.0.12 \\
      --unit lb1=haproxy.service --unit lb2=haproxy.service --port 80 --file /etc/haproxy/haproxy.cfg=./haproxy.cfg

Exit codes: 0; 3 something is missing or not right, and nothing was written; 4 it could not be written.`;

/** `vipdrill init`. */
export const initCommand = () =>
	new Command('init')
		.description('make a cluster folder from your files, or from answers; ends with what it guarantees')
		.argument('[dir]', 'folder to make', 'cluster')
		.option(
			'--keepalived <host=file>',
			"a host's keepalived.conf, copied with what it includes; give it for each host",
			collect,
			[],
		)
		.option('--host <name=address>', 'a host and its IPv4 address; give it for each host', collect, [])
		.option(
			'--file <target=file>',
			'another file that all machines need, by where it is there: check scripts, systemd drop-ins',
			collect,
			[],
		)
		.option('--stack <file>', 'the compose file to deploy; copied')
		.option('--service <name>', 'the service that customers reach')
		.option('--image <image>', 'its image, where there is no compose file')
		.option('--published <port>', 'the port that customers reach, where there is no compose file')
		.option('--target <port>', 'the port that the container listens on, where there is no compose file')
		.option('--unit <host=service>', 'without a swarm: a systemd service of a host, such as lb1=haproxy.service', collect, [])
		.option('--port <port>', 'without a swarm: the port that customers ask')
		.option('--vip <address>', 'the floating IP that customers ask; by default the first that all files have')
		.option('--subnet <cidr>', "the hosts' own network")
		.option('--interface <nic>', "the hosts' NIC")
		.option(
			'--address-pool <cidr>',
			"what the swarm was made with (docker swarm init --default-addr-pool); Docker's own is default",
		)
		.option('--name <name>', 'of the cluster and its stack; by default the folder’s')
		.option('-y, --yes', 'ask nothing')
		.option('--force', 'write over files that are there')
		.option('-n, --trials <n>', 'simulated for the guarantee of each class', positiveInteger, 50)
		.addOption(jobsOption())
		.addHelpText('after', HELP)
		.action(lazily(() => import('../init.ts')));

function collect(text: string, before: string[]): string[] {
	return [...before, text];
}
