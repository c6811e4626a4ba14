import { expect } from 'chai';
import { diagnose } from './diagnose.ts';
import { renderDoctorJson } from './doctor-schema.ts';
import { renderDoctor } from './render.ts';
import { soundEngine, soundFindings } from './testing.ts';

const ESCAPE = String.fromCharCode(27);
const diagnosis = diagnose(
	soundFindings({
		local: { problems: ['no engine answers; start one'] },
		private: soundEngine('private', { ipVs: false, guestProblems: ['5 GiB are needed; add memory'] }),
	}),
);

describe('renderDoctor', () => {
	const plain = renderDoctor(diagnosis, { color: false });

	it('stands in columns', () => {
		expect(plain.split('\n').slice(0, 9)).to.deep.equal([
			'vipdrill can run here (vipdrill 0.1.0, --engine auto)',
			'',
			'What --engine would be',
			"  !  auto     private  host mode, not the routing mesh: the engine's kernel has no ip_vs, which Swarm's routing mesh needs",
			"                       no other engine answers on this machine; a guest with ip_vs can't run on it: 5 GiB are needed; add memory",
			'  ✗  local    nothing  no engine answers; start one',
			"  !  private  private  host mode, not the routing mesh: the engine's kernel has no ip_vs, which Swarm's routing mesh needs",
			'                       asked for by name',
			'  ✗  uml      nothing  5 GiB are needed; add memory',
		]);
		expect(plain).to.include('  ✗  private  ip_vs           its kernel has none; ');
	});
	it('has colours only where asked, and the same text', () => {
		const colored = renderDoctor(diagnosis, { color: true });
		expect(plain).not.to.include(ESCAPE);
		expect(colored).to.include(`${ESCAPE}[31m✗`);
		expect(colored.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '')).to.equal(plain);
	});
	it('says that nothing can run', () => {
		const bare = { problems: ['none; start one'] };
		expect(renderDoctor(diagnose(soundFindings({ local: bare, private: bare })), { color: false })).to.match(
			/^vipdrill can't run here yet /,
		);
	});
});

describe('renderDoctorJson', () => {
	it('keeps its fields and their order', () => {
		const json = JSON.parse(renderDoctorJson(diagnosis));
		expect(Object.keys(json)).to.deep.equal(['schemaVersion', 'vipdrillVersion', 'ok', 'choices', 'checks']);
		expect(json.schemaVersion).to.equal(1);
		expect(json.choices[1]).to.deep.equal({
			choice: 'local',
			provider: null,
			publishMode: null,
			reason: '',
			publishModeReason: null,
			problems: ['no engine answers; start one'],
		});
		expect(json.checks[0]).to.deep.equal({ of: 'machine', name: 'Node', state: 'ok', detail: '20.20.0' });
	});
});
