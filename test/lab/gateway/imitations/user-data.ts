// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html
import type { Answer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Imitation } from '../imitation.ts';
import { child, element, leaf, parseXml, printXml, setChild, textOf } from '../xml.ts';

/** Answers what an instance was started with as its user data, which ministack forgets. */
export function userData(): Imitation {
  /** Base64 text by instance id; ids are unique in all Regions and accounts. */
  const given = new Map<string, string>();

  function observe(call: Call, answer: Answer): void {
    if (call.service !== 'ec2' || call.action !== 'RunInstances' || answer.status !== 200) return;
    const data = call.form.get('UserData');
    if (data === null || data === '') return;
    const instances = child(parseXml(answer.body.toString()), 'instancesSet')?.children ?? [];
    for (const instance of instances) {
      const id = textOf(instance, 'instanceId');
      if (id !== undefined) given.set(id, data);
    }
  }

  function amend(call: Call, answer: Answer): Answer {
    if (call.service !== 'ec2' || call.action !== 'DescribeInstanceAttribute' || answer.status !== 200)
      return answer;
    const data = given.get(call.form.get('InstanceId') ?? '');
    if (call.form.get('Attribute') !== 'userData' || data === undefined) return answer;
    // EC2's answers have no element around the result.
    const response = parseXml(answer.body.toString());
    setChild(response, element('userData', [leaf('value', data)]));
    return { ...answer, body: Buffer.from(printXml(response)) };
  }

  return { observe, amend, reset: () => given.clear() };
}
