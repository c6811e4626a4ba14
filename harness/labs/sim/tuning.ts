import type { Spread } from './random.ts';

/** What can only be measured: how long real machines take for what no timer decides. */
export interface Tuning {
	/** One packet's way over the segment. */
	lan: Spread;
	/** Share of all packets that gets lost on the segment, whatever faults do, 0–1. */
	lanLoss: number;
	/** How late keepalived acts on one of its timers. */
	timerNoise: Spread;
	/** How late keepalived reads a packet that has come. */
	reading: Spread;
	/** Until an address is on the NIC, and off it. */
	vipAdd: Spread;
	vipRemove: Spread;
	/** From SIGTERM to the advertisement of priority 0, and to the end of keepalived. */
	goodbye: Spread;
	keepalivedExit: Spread;
	/** From keepalived's start to its instances', and how much longer where an address was left over. */
	keepalivedStart: Spread;
	residual: Spread;
	/** From keepalived's start at a boot until the host's own services run, which systemd starts beside it. */
	unitStart: Spread;
	/** From SIGHUP until keepalived has read its file again. */
	reload: Spread;
	/** From the order to switch a machine on until it has power. */
	powerOn: Spread;
	/** From power to keepalived's start, and to dockerd's readiness. */
	boot: Spread;
	bootDockerd: Spread;
	/** An orderly shutdown until the power is off. */
	shutdown: Spread;
	/** dockerd's start until it is ready, and its orderly stop. */
	dockerdStart: Spread;
	dockerdStop: Spread;
	/** From dockerd's start until it has ended the containers that a killed one left. */
	dockerdCleans: Spread;
	/** From the decision to run a task until it runs, and until a stopped one is gone. */
	containerStart: Spread;
	containerStop: Spread;
	/** From a node's return to the swarm until its ingress network works. */
	ingressReady: Spread;
	/** From the order to end a partition until a machine's filters are gone. */
	uncut: Spread;
	/** From an agent's request for a session until the leader has written that its node is ready. */
	registration: Spread;
	/** Until what one member says in the gossip has reached another. */
	gossip: Spread;
	/** How much later than the suspicion time a member acts on it. */
	verdict: Spread;
	/** A request that is answered: from its sending to the answer. */
	answer: Spread;
}

/** The durations among them. */
export type Constant = Exclude<keyof Tuning, 'lanLoss'>;

const us = (minMs: number, meanMs: number, maxMs: number): Spread => ({
	minUs: minMs * 1000,
	meanUs: meanMs * 1000,
	maxUs: maxMs * 1000,
});

/**
 * keepalived 2.2.7 and Docker 26 on the hosts of this project's Docker lab, 2 cores. keepalived's figures: single steps of 1 to 10 ms with a tail
 * to 40 ms, periods 1.0003 to 1.010 of the interval, an address added within 15 ms, goodbye 1 to 37 ms, exit after 1.03 to 1.10 s. Boot, dockerd and
 * containers: ten kill-master trials through the mesh in the guest (keepalived 3.6 to 5.7 s after the power, dockerd about 18 s;
 * a dead host out of the last IPVS table after 5.4 to 6.6 s, half a second later than gossip's timers say). What keepalived does after a packet is 0.4
 * to 5.2 ms late (four goodbyes of the stored example, mean 1.7), of which its timers are 0.8. It reads its file anew in 5 ms (in network namespaces).
 * HAProxy was later than keepalived's first check in 9 of 20 boots, and never by a second.
 */
export const MEASURED: Readonly<Tuning> = {
	lan: us(0.04, 0.1, 2),
	lanLoss: 0,
	timerNoise: us(0.3, 4, 40),
	reading: us(0.05, 0.6, 20),
	vipAdd: us(0.2, 3, 15),
	vipRemove: us(1, 6, 50),
	goodbye: us(1, 8, 37),
	keepalivedExit: us(1030, 1050, 1100),
	keepalivedStart: us(15, 25, 60),
	residual: us(1, 8, 60),
	unitStart: us(0, 50, 600),
	reload: us(4, 8, 40),
	powerOn: us(220, 290, 530),
	boot: us(3400, 4500, 6000),
	bootDockerd: us(15_000, 18_000, 24_000),
	shutdown: us(2000, 3000, 6000),
	dockerdStart: us(3000, 4000, 8000),
	dockerdStop: us(800, 1500, 4000),
	dockerdCleans: us(700, 950, 2000),
	containerStart: us(2500, 4000, 9000),
	containerStop: us(500, 850, 2500),
	ingressReady: us(5000, 7500, 10_000),
	uncut: us(30, 100, 230),
	registration: us(40, 150, 1000),
	gossip: us(20, 120, 600),
	verdict: us(100, 550, 1500),
	answer: us(1, 1.7, 60),
};
