import http from 'node:http'; import got from 'got'; import {createRequire} from 'node:module'; import {fork} from 'node:child_process';
const require=createRequire(import.meta.url);
if(process.argv[2]==='srv'){http.createServer((q,s)=>{s.setHeader('content-type','application/json');s.end('{"a":1,"b":[1,2,3]}')}).listen(0,'127.0.0.1',function(){process.send(this.address().port)});}
else{
const c=fork('bench/tmp.mjs',['srv']);const port=await new Promise(r=>c.once('message',r));
const url=`http://127.0.0.1:${port}/x`;
const agent=new http.Agent({keepAlive:true});
const bare=async()=>{const r=await got(url,{agent:{http:agent},responseType:'json',retry:{limit:0}});return r.body};
const drop=require('dropin-request');const dr=()=>drop({url,json:true});
const rpn=require('request-promise-native');const rp=()=>rpn({url,json:true});
const {createContainer}=require('../dist/container.js');const ct=createContainer();ct.configuration.configure({whitelist:['127.0.0.1'],rateLimit:{mode:'off'}});const cl=ct.httpClient();
const ours=()=>cl(url,{json:true});
for(let k=0;k<2;k++)for(const [n,fn] of [['bare',bare],['ours',ours],['dropin',dr],['rpn',rp]]){
 for(let i=0;i<300;i++)await fn();
 const N=2000;const t=process.cpuUsage();for(let i=0;i<N;i++)await fn();const u=process.cpuUsage(t);
 console.log(n,((u.user+u.system)/N).toFixed(0)+'us');
}
c.kill();process.exit()}
