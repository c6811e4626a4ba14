import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { problemsOf } from '../../cluster/testing.ts';
import { pairs, TARGET } from './flags.ts';
import { Interview, NO_ANSWERS, type Question } from './interview.ts';
import * as questions from './questions.ts';
import { TerminalAnswers } from './terminal.ts';

const VIP = questions.vipAmong([]);

describe('a person at a terminal', () => {
	/** Answers with these lines, one when a question is seen. */
	function terminal(lines: readonly string[], end = false) {
		const [input, output] = [new PassThrough(), new PassThrough()];
		let seen = '';
		const left = [...lines];
		output.on('data', (chunk: Buffer) => {
			seen += String(chunk);
			if (!/: $/.test(seen)) return;
			const next = left.shift();
			if (next !== undefined) setImmediate(() => input.write(`${next}\n`));
			else if (end) setImmediate(() => input.end());
		});
		return { answers: new TerminalAnswers(input, output), seen: () => seen };
	}

	it('is asked again until the answer is right', async () => {
		const { answers, seen } = terminal(['', 'here', ' 10.0.0.9 ']);
		expect(await answers.answer(VIP)).to.equal('10.0.0.9');
		expect(seen()).to.include('an answer is needed (--vip ADDRESS)').and.to.include('an IPv4 address is four numbers');
		answers.close();
	});
	it('may take the usual answer', async () => {
		const { answers, seen } = terminal(['', '']);
		expect(await answers.answer(questions.POOL)).to.equal('default');
		expect(seen()).to.include(' [default]: ');
		expect(await answers.answer(questions.STACK)).to.equal('');
		answers.close();
	});
	it('may go', async () => {
		const { answers } = terminal([], true);
		const error = await answers.answer(VIP).catch((caught: unknown) => caught);
		expect(String(error)).to.include('the input ended');
		const again = await answers.answer(VIP).catch((caught: unknown) => caught);
		expect(String(again)).to.include('the input ended');
	});
});

describe('the interview', () => {
	it('takes a flag before it asks, and refuses a wrong one', async () => {
		const asked: Question[] = [];
		const answer = async (question: Question) => {
			asked.push(question);
			return '10.0.0.1';
		};
		const answers = { answer, close: () => {} };
		const interview = new Interview(answers);
		expect(await interview.take(VIP, '10.0.0.2')).to.equal('10.0.0.2');
		expect(asked).to.deep.equal([]);
		expect(await interview.take(VIP)).to.equal('10.0.0.1');
		expect(await interview.take(VIP, 'x')).to.equal(null);
		expect(problemsOf(() => interview.finish())).to.deep.equal([
			'command line: --vip: an IPv4 address is four numbers, such as 10.0.0.11 (got "x"). Write --vip ADDRESS.',
		]);
	});
	it('tells all that is missing at once where nobody answers', async () => {
		const interview = new Interview(NO_ANSWERS);
		for (const question of [VIP, questions.POOL, questions.NIC]) await interview.take(question);
		expect(problemsOf(() => interview.finish()).map((line) => line.split(': ')[1])).to.deep.equal(['--vip', '--interface']);
	});
});

describe('the questions', () => {
	const wrong = (question: Question, answer: string) => question.wrong?.(answer) ?? null;
	it('know a wrong answer', () => {
		expect(wrong(questions.HOSTS, 'a=10.0.0.1, b=10.0.0.2')).to.equal(null);
		expect(wrong(questions.HOSTS, 'a=10.0.0.1 b')).to.equal('write them as a=10.0.0.11 b=10.0.0.12');
		expect(wrong(questions.HOSTS, 'a=10.0.0')).to.equal('an IPv4 address is four numbers');
		expect(wrong(questions.subnetOf('10.0.0.9'), '10.0.0.0/24')).to.equal(null);
		expect(wrong(questions.subnetOf('10.0.9.9'), '10.0.0.0/24')).to.equal('the floating IP 10.0.9.9 is not in it');
		expect([
			wrong(questions.PUBLISHED, '0'),
			wrong(questions.PUBLISHED, '65536'),
			wrong(questions.PUBLISHED, '65535'),
		]).to.deep.equal(['a port is a number from 1 to 65535', 'a port is a number from 1 to 65535', null]);
		expect(wrong(questions.POOL, '10.99.0.0')).to.include('a network is written as');
		expect(questions.nameFor('/x/My Cluster')).not.to.have.property('default');
		expect(questions.nameFor('/x/Mine').default).to.equal('mine');
	});
	it('offer the /24 of all that is known where no file says the network', () => {
		expect(questions.subnetOf('10.0.3.9', ['10.0.3.1', '10.0.3.254']).default).to.equal('10.0.3.0/24');
		expect(questions.subnetOf('fd00::9', ['10.0.3.1', '10.0.3.254']).default).to.equal('10.0.3.0/24');
		for (const [vip, ...hosts] of [['10.0.3.9', '10.0.4.1'], ['10.0.3.9'], ['10.0.3.9', 'x']] as const)
			expect(questions.subnetOf(vip, hosts), `${vip} ${hosts}`).not.to.have.property('default');
	});
	it('offer the first IPv4 address of several, and take an IPv6 one of the files', () => {
		const question = questions.vipAmong(['fd00::9', '10.0.0.8', '10.0.0.7']);
		expect(question.default).to.equal('10.0.0.8');
		expect([wrong(question, 'FD00:0::9'), wrong(question, 'fd00::8')]).to.deep.equal([
			null,
			'an IPv4 address is four numbers, such as 10.0.0.11',
		]);
		expect(VIP, 'nobody can guess it').not.to.have.property('default');
	});
	it('read pairs, each name once', () => {
		expect(pairs(['a=x=y'], '--host', 'NAME=ADDRESS')).to.deep.equal([['a', 'x=y']]);
		expect(problemsOf(() => pairs(['a=1', 'a=2'], '--host', 'F'))[0]).to.include('it is named twice');
		expect(problemsOf(() => pairs(['=1', 'A_=1', 'b='], '--host', 'F')).length).to.equal(3);
		expect(problemsOf(() => pairs(['etc/x=1'], '--file', 'F', TARGET))[0]).to.include('Write an absolute path');
	});
});
