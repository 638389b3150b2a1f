import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Toolbelt } from '../../src/index';
import type { SalesforceConnection } from '../../src/salesforce/connection-types';
import { failureOf } from '../helpers/failure-of';
import type { OpenAccount, OpenAccountFor } from './contract';

const LOGIN = { username: 'test-user@example.com', password: 'test-password' };
const APP = { clientId: 'test-salesforce-client-id', clientSecret: 'test-salesforce-client-secret' };
const ADA = { Id: '003000000000007AAA', Email: 'ada@example.com', LastName: "O'Hara", Age__c: 36 };
const BEN = { Email: 'ben@example.com', LastName: 'Ho', Age__c: 20, Account: { Name: 'Acme' } };

/** What Salesforce answers, to SFClient and to HTTPClient, whichever mount the double has. */
export function describeSalesforceContract(name: string, open: OpenAccountFor): void {
  describe(`${name}: Salesforce`, () => {
    let account: OpenAccount;
    let connection: SalesforceConnection;

    beforeEach(async () => {
      account = await open({ accountId: '77' });
      account.salesforce.add('Contact', ADA, BEN);
      connection = Toolbelt.SFClient().connectToSalesforce({
        instanceUrl: account.salesforceUrl,
        accessToken: account.salesforce.settings.accessToken,
      });
    });

    afterEach(async () => {
      await account.close();
    });

    const find = async (soql: string) => {
      const { records } = await connection.query(soql);
      return records.map(({ LastName }) => LastName);
    };

    it('finds records by simple queries', async () => {
      expect(await find('SELECT LastName FROM Contact')).toEqual(["O'Hara", 'Ho']);
      expect(await find("SELECT LastName FROM Contact WHERE LastName = 'O\\'Hara'")).toEqual(["O'Hara"]);
      expect(
        await find("select LastName from contact where email = 'BEN@example.com' and Age__c = 20"),
      ).toEqual(['Ho']);
      expect(await find("SELECT LastName FROM Contact WHERE LastName LIKE '%h%' LIMIT 1")).toEqual([
        "O'Hara",
      ]);
      expect(await find('SELECT LastName FROM Contact WHERE Age__c > 20 AND Phone = null')).toEqual([
        "O'Hara",
      ]);
      expect(await find("SELECT LastName FROM Contact WHERE Account.Name != 'Acme'")).toEqual(["O'Hara"]);
      expect(await find('SELECT LastName FROM Lead')).toEqual([]);
      const result = await connection.query('SELECT Id, Phone, Account.Name FROM Contact WHERE Age__c <= 20');
      expect(result).toMatchObject({ totalSize: 1, done: true });
      expect(result.records[0]).toMatchObject({
        attributes: { type: 'Contact' },
        Phone: null,
        Account: { Name: 'Acme' },
      });
    });

    it('says how to answer a query that it cannot read, and takes the answer', async () => {
      const soql = 'SELECT COUNT(Id) total FROM Contact GROUP BY Account.Name';
      const error = await failureOf(connection.query(soql) as PromiseLike<unknown>);
      expect(error.message).toContain(`platform.salesforce.answerQuery("${soql}", [ … ])`);
      account.salesforce.answerQuery(soql, [{ total: 2 }]);
      expect(await connection.query(soql)).toMatchObject({ totalSize: 1, records: [{ total: 2 }] });
      account.salesforce.answerQuery(/FROM Contact$/, [{ LastName: 'set' }]);
      expect(await find('SELECT LastName FROM Contact')).toEqual(['set']);
    });

    it('creates, retrieves, updates, upserts and deletes records', async () => {
      const contacts = connection.sobject('Contact');
      const created = await contacts.create({ LastName: 'New' });
      expect(created).toMatchObject({ success: true, errors: [] });
      const id = String((created as { id?: string }).id);
      expect(await contacts.update({ Id: id, Email: 'new@example.com' })).toMatchObject({
        id,
        success: true,
      });
      expect(account.salesforce.get('Contact', id)).toEqual({
        Id: id,
        LastName: 'New',
        Email: 'new@example.com',
      });
      expect(await contacts.retrieve(id)).toMatchObject({ Id: id, LastName: 'New' });
      expect(await contacts.upsert({ Email: 'new@example.com', Phone: '1' }, 'Email')).toMatchObject({
        id,
        created: false,
      });
      expect(await contacts.upsert({ Email: 'other@example.com' }, 'Email')).toMatchObject({ created: true });
      expect(await contacts.destroy(id)).toMatchObject({ success: true });
      expect(account.salesforce.get('Contact', id)).toBeUndefined();
      expect(account.salesforce.all('Contact').map(({ Email }) => Email)).toEqual([
        'ada@example.com',
        'ben@example.com',
        'other@example.com',
      ]);
      const error = await failureOf(contacts.retrieve(id) as PromiseLike<unknown>);
      expect(error).toMatchObject({ errorCode: 'NOT_FOUND' });
      expect(error.message).toContain(`platform.salesforce.add("Contact", { Id: "${id}" })`);
    });

    it('takes lists of records', async () => {
      const contacts = connection.sobject('Contact');
      const created = (await contacts.create([{ LastName: 'A' }, { LastName: 'B' }])) as Array<{
        id: string;
      }>;
      const [a = '', b = ''] = created.map(({ id }) => id);
      expect(await contacts.update([{ Id: a, LastName: 'AA' }])).toMatchObject([{ id: a, success: true }]);
      expect(await contacts.destroy([b, '003000000000099AAA'])).toMatchObject([
        { id: b, success: true },
        { success: false, errors: [{ statusCode: 'NOT_FOUND' }] },
      ]);
      expect(account.salesforce.get('Contact', a)).toMatchObject({ LastName: 'AA' });
      expect(account.salesforce.get('Contact', b)).toBeUndefined();
    });

    it('opens sessions by SOAP and by OAuth 2', async () => {
      const client = Toolbelt.SFClient();
      for (const oauth2 of [undefined, APP]) {
        const loginUrl = account.salesforceLogin;
        const opened = client.connectToSalesforce({ loginUrl, ...(oauth2 && { oauth2 }) });
        await opened.login(LOGIN.username, LOGIN.password);
        expect(opened.instanceUrl).toBe(account.salesforceUrl);
        expect((await opened.query('SELECT Id FROM Contact')).totalSize).toBe(2);
        const error = await failureOf(opened.login(LOGIN.username, 'wrong') as PromiseLike<unknown>);
        expect(error.message).toMatch(/INVALID_LOGIN|authentication failure/);
        expect(error.message).not.toContain('wrong');
      }
      const stranger = client.connectToSalesforce({
        instanceUrl: account.salesforceUrl,
        accessToken: 'other',
      });
      await expect(stranger.query('SELECT Id FROM Contact')).rejects.toMatchObject({
        errorCode: 'INVALID_SESSION_ID',
      });
    });

    it('answers HTTPClient', async () => {
      const http = Toolbelt.HTTPClient();
      const form = {
        grant_type: 'client_credentials',
        client_id: APP.clientId,
        client_secret: APP.clientSecret,
      };
      const token = await http(`${account.salesforceLogin}/services/oauth2/token`, {
        method: 'POST',
        form,
        json: true,
      });
      const { access_token, instance_url } = token as { access_token: string; instance_url: string };
      expect(instance_url).toBe(account.salesforceUrl);
      const found = await http(`${instance_url}/services/data/v60.0/query`, {
        method: 'GET',
        qs: { q: "SELECT Id FROM Contact WHERE Email = 'ada@example.com'" },
        headers: { Authorization: `Bearer ${access_token}` },
        json: true,
      });
      expect(found).toMatchObject({ totalSize: 1, records: [{ Id: ADA.Id }] });
      expect(account.requests.map(({ service }) => service)).toEqual(['salesforce', 'salesforce']);
      expect(JSON.stringify(account.requests)).not.toContain(APP.clientSecret);
      expect(JSON.stringify(account.requests)).not.toContain(access_token);
    });

    it('plays faults', async () => {
      account.fail('salesforce', { error: 'ECONNRESET' });
      await expect(connection.query('SELECT Id FROM Contact')).rejects.toMatchObject({
        name: 'RequestError',
      });
      expect(account.requests.at(-1)).toMatchObject({ service: 'salesforce', error: 'ECONNRESET' });
    });
  });
}
